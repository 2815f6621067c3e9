// Reads an experiment's tables with hyparquet and prints rows, types, nulls and
// sums.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const dir = process.argv[2]
const out = {}

function typeName(element, value) {
  const logical = element.logical_type?.type ?? element.converted_type
  if (value instanceof Date) return logical === 'DATE' ? 'DATE' : `Date of ${logical}`
  if (typeof value === 'bigint') return 'INT64'
  if (typeof value === 'boolean') return 'BOOLEAN'
  if (typeof value === 'string') return 'STRING'
  if (typeof value === 'number') return element.type
  // Only nulls: what the schema says.
  if (logical === 'STRING' || logical === 'UTF8') return 'STRING'
  return logical === 'DATE' ? 'DATE' : element.type
}

function number(value) {
  if (value instanceof Date) return value.getTime() / 86400000
  if (typeof value === 'string') return Buffer.byteLength(value)
  return Number(value)
}

for (const kind of ['tables', 'summary']) {
  let tables = []
  try { tables = readdirSync(join(dir, kind)) } catch { continue }
  for (const table of tables) {
    const t = out[`${kind}/${table}`] = { rows: 0, columns: [] }
    for (const part of readdirSync(join(dir, kind, table)).sort()) {
      const file = await asyncBufferFromFile(join(dir, kind, table, part))
      const metadata = await parquetMetadataAsync(file)
      const elements = metadata.schema.filter(e => e.type)
      if (t.columns.length === 0) {
        t.columns = elements.map(e => ({ name: e.name, type: undefined, nulls: 0, sum: 0 }))
      }
      const step = 122880
      for (let rowStart = 0; rowStart < Number(metadata.num_rows); rowStart += step) {
        const rows = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd: rowStart + step })
        t.rows += rows.length
        elements.forEach((e, i) => {
          const c = t.columns[i]
          for (const row of rows) {
            const v = row[e.name]
            if (v === null || v === undefined) { c.nulls++; continue }
            c.type ??= typeName(e, v)
            c.sum += number(v)
          }
        })
      }
    }
    for (const [i, c] of t.columns.entries()) {
      if (c.type) continue
      const file = await asyncBufferFromFile(join(dir, kind, table, readdirSync(join(dir, kind, table)).sort()[0]))
      c.type = typeName((await parquetMetadataAsync(file)).schema.filter(e => e.type)[i], undefined)
    }
  }
}
console.log(JSON.stringify(out))
