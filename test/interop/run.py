"""Opens every table of a fresh experiment in seven readers, without options, and
compares rows, nulls, sums and logical types with what the program says it wrote.
Writes the matrix to docs/readers.md.

    run.py [EXPERIMENT]
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CI = os.environ.get("CI") == "true"
TOLERANCE = 1e-12  # of the sum of sizes: readers add in different orders


def column(name, type_, nulls, total):
    return {"name": name, "type": type_, "nulls": int(nulls), "sum": float(total)}


def read_duckdb(folder):
    import duckdb

    con = duckdb.connect()
    source = f"read_parquet('{folder}/*.parquet')"
    names = {"INTEGER": "INT32", "BIGINT": "INT64", "VARCHAR": "STRING"}
    columns = []
    for name, kind, *_ in con.execute(f"describe select * from {source}").fetchall():
        value = {
            "VARCHAR": f"strlen({name})",
            "DATE": f"date_diff('day', date '1970-01-01', {name})",
            "BOOLEAN": f"{name}::int",
        }.get(kind, name)
        add = "fsum" if kind == "DOUBLE" else "sum"
        nulls, total = con.execute(f"select count(*) - count({name}), coalesce({add}({value}), 0) from {source}").fetchone()
        columns.append(column(name, names.get(kind, kind), nulls, total))
    rows = con.execute(f"select count(*) from {source}").fetchone()[0]
    return {"rows": rows, "columns": columns}


def read_polars(folder):
    import polars as pl

    frame = pl.read_parquet(folder)
    names = {pl.Int32: "INT32", pl.Int64: "INT64", pl.Float64: "DOUBLE", pl.Boolean: "BOOLEAN", pl.String: "STRING", pl.Date: "DATE"}
    columns = []
    for series in frame.iter_columns():
        kind = names.get(series.dtype, str(series.dtype))
        value = series
        if kind == "STRING":
            value = series.str.len_bytes()
        elif kind == "DATE":
            value = series.to_physical()
        if value.dtype.is_integer():
            value = value.cast(pl.Int64)
        columns.append(column(series.name, kind, series.null_count(), value.sum() or 0))
    return {"rows": frame.height, "columns": columns}


def summarise(frame, kinds):
    import pandas as pd

    columns = []
    for name in frame.columns:
        series, kind = frame[name].dropna(), kinds[name]
        if kind == "STRING":
            total = sum(len(v.encode()) * n for v, n in series.value_counts().items())
        elif kind == "DATE":
            total = sum((pd.Timestamp(v) - pd.Timestamp(0)).days * n for v, n in series.value_counts().items())
        else:
            total = series.sum()
        columns.append(column(name, kind, len(frame) - len(series), total))
    return {"rows": len(frame), "columns": columns}


def pandas_kind(series):
    """Type of a column of a DataFrame. A column of integers or truth values with
    nulls comes as floats or objects: that is how pandas is."""
    import datetime

    import pandas as pd

    kind = series.dtype
    if pd.api.types.is_datetime64_any_dtype(kind):
        return "DATE"
    if isinstance(kind, pd.CategoricalDtype) or pd.api.types.is_string_dtype(kind) and kind != object:
        return "STRING"
    if kind == object:
        values = series.dropna()
        if len(values) and all(isinstance(v, datetime.date) for v in values.head(10)):
            return "DATE"
        return "STRING"
    return {"int32": "INT32", "Int32": "INT32", "int64": "INT64", "Int64": "INT64", "float64": "DOUBLE", "bool": "BOOLEAN"}.get(str(kind), str(kind))


def read_pandas(folder):
    import pandas as pd

    frame = pd.read_parquet(folder)
    result = summarise(frame, {n: pandas_kind(frame[n]) for n in frame.columns})
    result["units"] = {n: c.get("unit") for n, c in frame.attrs.get("columns", {}).items()}
    return result


def read_fastparquet(folder):
    import fastparquet

    frame = fastparquet.ParquetFile(str(folder)).to_pandas()
    return summarise(frame, {n: pandas_kind(frame[n]) for n in frame.columns})


def in_python(read):
    def over(experiment):
        out = {}
        for kind in ("tables", "summary"):
            for folder in sorted((experiment / kind).glob("*")):
                try:
                    out[f"{kind}/{folder.name}"] = read(folder)
                except Exception as e:  # a reader that cannot open a table is a result
                    out[f"{kind}/{folder.name}"] = {"error": f"{type(e).__name__}: {e}"}
        return out

    return over


def run(*command, cwd=HERE, **more):
    done = subprocess.run([str(c) for c in command], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def fetch(*command, cwd):
    """Runs a command that downloads what is pinned, again if a server or the line failed."""
    for pause in (5, 30, None):
        try:
            return run(*command, cwd=cwd)
        except RuntimeError as e:
            if pause is None:
                raise
            print(f"{e}\nagain in {pause} s", file=sys.stderr, flush=True)
            time.sleep(pause)


def need(*tools):
    """Is every tool there, if need be after installing it? In CI a missing one is an error."""
    return subprocess.run([str(HERE.parent / "need.sh"), *tools]).returncode


def arrow_go(experiment):
    binary = ROOT / ".cache/bin/arrowgo"
    fetch("go", "mod", "download", cwd=HERE / "arrowgo")
    run("go", "build", "-o", binary, ".", cwd=HERE / "arrowgo")
    return json.loads(run(binary, experiment))


def parquet_java(experiment):
    with tempfile.TemporaryDirectory() as tmp:
        out = pathlib.Path(tmp) / "out.json"
        maven = ("mvn", "-q", "-B", f"-DbuildDirectory={ROOT}/.cache/jvm")
        fetch(*maven, "compile", "exec:help", cwd=HERE / "jvm")
        run(*maven, "compile", "exec:java", f"-Dexec.args={experiment} {out}", cwd=HERE / "jvm")
        return json.loads(out.read_text())


def hyparquet(experiment):
    work = ROOT / ".cache/js"
    work.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "read.js"):
        shutil.copy(HERE / "js" / name, work / name)
    installed = work / "installed.json"  # written last: after a broken installation it is not there
    if not installed.exists() or (work / "package-lock.json").read_bytes() != installed.read_bytes():
        installed.unlink(missing_ok=True)
        fetch("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", cwd=work)
        shutil.copy(work / "package-lock.json", installed)
    return json.loads(run("node", work / "read.js", experiment))


def versions():
    """Versions as pinned."""
    pins = dict(line.split("==") for line in (ROOT / "test/requirements.txt").read_text().split() if "==" in line)
    js = json.loads((HERE / "js/package.json").read_text())["dependencies"]
    pom = (HERE / "jvm/pom.xml").read_text().split("parquet-hadoop</artifactId>")[1].split("<version>")[1].split("<")[0]
    gomod = (HERE / "arrowgo/go.mod").read_text().split("arrow-go/v18 v")[1].split()[0]
    return {
        "DuckDB": pins["duckdb"], "Polars": pins["polars"], "pandas with pyarrow": f"{pins['pandas']}, {pins['pyarrow']}",
        "fastparquet": pins["fastparquet"], "arrow-go": gomod, "parquet-java": pom, "hyparquet": js["hyparquet"],
    }


READERS = {
    "DuckDB": ((), in_python(read_duckdb)),
    "Polars": ((), in_python(read_polars)),
    "pandas with pyarrow": ((), in_python(read_pandas)),
    "fastparquet": ((), in_python(read_fastparquet)),
    "arrow-go": ((), arrow_go),
    "parquet-java": (("java", "mvn"), parquet_java),
    "hyparquet": (("node", "npm"), hyparquet),
}


# What a reader cannot say, and why that is not ours to mend.
def same_type(reader, want, got, nulls, rows):
    if want == got:
        return True
    if reader in ("pandas with pyarrow", "fastparquet"):
        # pandas has no missing integers or truth values, and no type for a column of nulls only.
        if nulls == rows:
            return True
        return nulls > 0 and want in ("INT32", "INT64", "BOOLEAN") and got in ("DOUBLE", "STRING")
    return False


def about(table, problems):
    return [p for p in problems if p.startswith((table + ".", table + ":"))]


def compare(reader, want, got):
    problems = []
    for table, w in sorted(want.items()):
        g = got.get(table)
        if g is None:
            problems.append(f"{table}: not there")
            continue
        if "error" in g:
            problems.append(f"{table}: {g['error']}")
            continue
        if w["rows"] != g["rows"]:
            problems.append(f"{table}: {g['rows']} rows, not {w['rows']}")
        columns = {c["name"]: c for c in g["columns"]}
        known = {c["name"] for c in w["columns"]}
        for c in w["columns"]:
            h = columns.get(c["name"])
            at = f"{table}.{c['name']}"
            if h is None:
                problems.append(f"{at}: not there")
                continue
            if not same_type(reader, c["type"], h["type"], c["nulls"], w["rows"]):
                problems.append(f"{at}: {h['type']}, not {c['type']}")
            if c["nulls"] != h["nulls"]:
                problems.append(f"{at}: {h['nulls']} nulls, not {c['nulls']}")
            if not abs(c["sum"] - h["sum"]) <= TOLERANCE * c["scale"]:
                problems.append(f"{at}: sum {h['sum']!r}, not {c['sum']!r}")
        for name, h in columns.items():
            # runs: a column that is null in every run is not in the expectation.
            if name not in known and not (table == "tables/runs" and h["nulls"] == w["rows"]):
                problems.append(f"{table}.{name}: not expected")
    for table in got.keys() - want.keys():
        problems.append(f"{table}: not expected")
    if reader == "pandas with pyarrow":
        if got["tables/panel"].get("units", {}).get("ust_10y_yield_pct") != "%/yr":
            problems.append("tables/panel: pandas does not find the units in attrs")
    return problems


def make(experiment):
    sim = ROOT / "bin/sim"
    run(sim, "mc", "japan-sale-2025", "-n", 2, "--vs", "baseline", "--seed", 5, "--trace", "full,schedules=2,30", "--set-both", "days=40", "--chunk-runs", 2, "-o", experiment, "-q")


def page(results, tables):
    pinned = versions()
    short = {t: t.split("/")[1] for t in tables}
    lines = [
        "# Readers", "",
        "Tables open in these readers without options. `make interop` makes an experiment with all tables in several",
        "part files, reads it with each, and compares the number of rows, nulls and the sum of every column with what",
        "was written, and its type with the [schema](output-schema.md). It writes this page.", "",
        "| Reader | Version | " + " | ".join(f"`{short[t]}`" for t in tables) + " |",
        "|---|---|" + "---|" * len(tables),
    ]
    for reader, problems in results.items():
        cells = ["differs" if about(t, problems) else "same" for t in tables]
        lines.append(f"| {reader} | {pinned[reader]} | " + " | ".join(cells) + " |")
    lines += [
        "", "Dates are DATE in all of them. pandas gives them as `datetime.date` objects with pyarrow and as",
        "`datetime64` with fastparquet; it has no missing integers, so that an integer column with nulls comes as",
        "floats. `pandas.read_parquet(...).attrs[\"columns\"]` holds units and descriptions of all columns.", "",
    ]
    return "\n".join(lines)


def main():
    with tempfile.TemporaryDirectory() as tmp:
        if len(sys.argv) > 1:
            experiment = pathlib.Path(sys.argv[1]).resolve()
        else:
            experiment = pathlib.Path(tmp) / "exp"
            make(experiment)
        want = json.loads(run("go", "run", "./test/interop/expect", experiment, cwd=ROOT))
        results, bad = {}, False
        for reader, (tools, read) in READERS.items():
            if tools and need(*tools) != 0:
                if CI:
                    sys.exit(f"{reader} needs {', '.join(tools)}")
                print(f"left out: {reader} needs {', '.join(tools)}", file=sys.stderr)
                continue
            start = time.monotonic()
            try:
                problems = compare(reader, want, read(experiment))
            except Exception as e:
                problems = [f"{t}: {type(e).__name__}: {e}" for t in want]
            results[reader] = problems
            bad = bad or bool(problems)
            print(f"{reader:20} {'differs' if problems else 'same':8} {time.monotonic() - start:5.1f} s")
            for p in problems[:20]:
                print("   ", p)
        if len(results) == len(READERS) and len(sys.argv) == 1:
            (ROOT / "docs/readers.md").write_text(page(results, sorted(want)))
        sys.exit(bad)


if __name__ == "__main__":
    main()
