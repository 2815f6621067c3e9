package output

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"kirifuda/world"
)

const (
	// RowGroupRows is the number of rows in every row group except the last.
	RowGroupRows = 122_880
	// batchRows is the number of rows of every write except the last. Writes
	// determine the limits of pages, so it is part of the format. It divides
	// RowGroupRows.
	batchRows = 512
	// pageBytes is the largest size of a page before compression. The panel fills
	// eighty columns at once, so a chunk needs memory for eighty pages of this size
	// and eighty times spillBytes, whatever the number of rows. Pages of 64 KB would
	// take 1 % less space and 20 MB more memory.
	pageBytes = 16 << 10
)

// Meta is the origin of a part, as stated in every footer of an experiment.
type Meta struct {
	Version      string // version of the program
	Git          string // commit, marked if the work tree had changes
	ConfigSHA256 string // hash of the resolved configuration
	ExperimentID string
	Seed         int64
	Arms         []MetaArm
}

// MetaArm is a scenario of the experiment. The column scenario says to which arm a
// row belongs.
type MetaArm struct {
	Scenario string `json:"scenario"`
	SHA256   string `json:"sha256"`             // hash of its resolved configuration
	Baseline bool   `json:"baseline,omitempty"` // the arm with which others are compared
}

// Keys of the footers' metadata.
const (
	KeySchemaVersion = "sim.schema.version"
	KeyVersion       = "sim.version"
	KeyGit           = "sim.git"
	KeyConfig        = "sim.config.sha256"
	KeyExperiment    = "sim.experiment.id"
	KeySeed          = "sim.seed"
	KeyArms          = "sim.arms" // scenarios and hashes of their configurations, as JSON
	KeyColumns       = "sim.columns"
	KeyPandas        = "PANDAS_ATTRS"
	KeyDigits        = "sim.trace.digits" // only if floats were rounded
	KeyEvery         = "sim.trace.every"  // only if days were thinned
)

// armsJSON lists the arms.
func (m *Meta) armsJSON() string {
	b, err := json.Marshal(slices.Clip(append([]MetaArm{}, m.Arms...)))
	if err != nil {
		panic(err) // cannot happen with strings
	}
	return string(b)
}

// described is what the footer says of a column.
type described struct {
	Unit        string          `json:"unit"`
	Description string          `json:"description"`
	Kind        string          `json:"kind,omitempty"`
	Valuation   world.Valuation `json:"valuation,omitempty"`
}

// columnsJSON is the dictionary of a table's columns by name.
func columnsJSON(t *Table) string {
	m := make(map[string]described, len(t.Columns))
	for _, c := range t.Columns {
		m[c.Name] = described{c.Unit, c.Doc, c.Kind, c.Valuation}
	}
	b, err := json.Marshal(m) // sorts keys
	if err != nil {
		panic(err)
	}
	return string(b)
}

// writerOptions are the physical settings of a table. Encodings are those that
// every reader in docs/readers.md can decode: fastparquet reads delta-encoded INT64
// and DATE incorrectly or not at all and rejects BYTE_STREAM_SPLIT. So INT64 and
// DOUBLE are plain, and DATE is dictionary-encoded in tables.go.
func writerOptions(t *Table, pages parquet.BufferPool, meta Meta, opts *Options) []parquet.WriterOption {
	columns := columnsJSON(t)
	o := []parquet.WriterOption{
		t.schema,
		parquet.Compression(&zstd.Codec{Level: zstd.DefaultLevel, Concurrency: 1}),
		parquet.MaxRowsPerRowGroup(RowGroupRows),
		parquet.PageBufferSize(pageBytes),
		parquet.ColumnPageBuffers(pages),
		parquet.DataPageVersion(opts.pageVersion()),
		parquet.DataPageStatistics(true),
		parquet.CreatedBy(creator, strconv.Itoa(SchemaVersion)+".0.0", "sim"),
		parquet.DefaultEncodingFor(parquet.Int32, &parquet.DeltaBinaryPacked),
		parquet.KeyValueMetadata(KeySchemaVersion, strconv.Itoa(SchemaVersion)),
		parquet.KeyValueMetadata(KeyVersion, meta.Version),
		parquet.KeyValueMetadata(KeyGit, meta.Git),
		parquet.KeyValueMetadata(KeyConfig, meta.ConfigSHA256),
		parquet.KeyValueMetadata(KeyExperiment, meta.ExperimentID),
		parquet.KeyValueMetadata(KeySeed, strconv.FormatInt(meta.Seed, 10)),
		parquet.KeyValueMetadata(KeyArms, meta.armsJSON()),
		parquet.KeyValueMetadata(KeyColumns, columns),
		parquet.KeyValueMetadata(KeyPandas, `{"columns":`+columns+`}`),
	}
	if opts.Round && !t.Exact {
		o = append(o, parquet.KeyValueMetadata(KeyDigits, strconv.Itoa(opts.Digits)))
	}
	if opts.Every > 1 {
		o = append(o, parquet.KeyValueMetadata(KeyEvery, strconv.Itoa(opts.Every)))
	}
	var sorting []parquet.SortingColumn
	for _, k := range t.Keys {
		sorting = append(sorting, parquet.Ascending(k))
	}
	return append(o, parquet.SortingWriterConfig(parquet.SortingColumns(sorting...)))
}

// Key is a place in the sort order of a table.
type Key struct {
	Scenario string `json:"scenario"`
	RunID    int32  `json:"run_id"`
	Date     string `json:"date,omitempty"` // ISO date; empty if the table has no dates or no rows
}

// part is a file being written in tmp/.
type part struct {
	table *Table
	fs    fileSystem
	tmp   string
	file  outFile
	sum   hash.Hash // hash of the bytes
	rowsD hash.Hash // hash of the digests of runs
	bytes int64
	rows  int64
	runs  int // runs that have rows
	first Key
	last  Key
	from  int32 // first date
	to    int32 // last date
	open  bool
	err   error
	pages *spill
}

func (p *part) create(fs fileSystem, dir string, index int, t *Table) error {
	p.table, p.fs = t, fs
	p.sum, p.rowsD = sha256.New(), sha256.New()
	p.tmp = filepath.Join(dir, "tmp", fmt.Sprintf("chunk-%05d-%s-%s.parquet", index, t.Name, fs.Nonce()))
	f, err := fs.Create(p.tmp)
	if err != nil {
		return ioError(p.tmp, err)
	}
	p.file, p.open, p.pages = f, true, &spill{p: p}
	return nil
}

// Write implements io.Writer for the Parquet writer. After a failure nothing more
// is written.
func (p *part) Write(b []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	n, err := p.file.Write(b)
	p.sum.Write(b[:n])
	p.bytes += int64(n)
	p.err = ioError(p.tmp, err)
	return n, p.err
}

// note counts the rows of a finished run.
func (p *part) note(scenario string, runID int32, t *tally) {
	if t.rows == 0 {
		return
	}
	k := Key{Scenario: scenario, RunID: runID}
	if p.runs == 0 {
		p.first, p.from, p.to = k, t.from, t.to
	}
	p.last = k
	p.from, p.to = min(p.from, t.from), max(p.to, t.to)
	p.runs++
	p.rowsD.Write(t.digest[:])
}

// finish syncs and closes the file. The Parquet writer must be closed first.
func (p *part) finish() error {
	p.pages.close()
	if p.err == nil {
		p.err = ioError(p.tmp, p.file.Sync())
	}
	p.open = false
	if err := p.file.Close(); p.err == nil {
		p.err = ioError(p.tmp, err)
	}
	return p.err
}

// drop removes the temporary file.
func (p *part) drop() {
	if p.open {
		p.open = false
		_ = p.file.Close()
	}
	if p.pages != nil {
		p.pages.close()
	}
	if p.tmp != "" {
		_ = p.fs.Remove(p.tmp)
	}
}

// partName is the name of the part of a chunk in every table.
func partName(index int) string { return fmt.Sprintf("part-%05d.parquet", index) }

// manifestName is the path of a chunk's manifest in the experiment directory.
func manifestName(index int) string { return fmt.Sprintf("manifest/chunk-%05d.json", index) }
