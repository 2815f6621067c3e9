"""Runs the blocks of docs/recompute.md on the experiments named there.

A block marked `zero` must return no row, one marked `max=BOUND` a number that is
at most the bound; `needs=TABLE,…` leaves out experiments without these tables, and
`needs=daily` those with a thinned trace.
"""

import contextlib
import io
import math
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time

import duckdb

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "recompute.md"
BLOCK = re.compile(r"^```(console|sql|python) ([^\n]*)\n(.*?)^```$", re.M | re.S)
DERIVED = {"fan": "fan_rows", "irf": "irf_rows", "card_balance": "card_balance_rows"}


def connect():
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    con.execute(pathlib.Path("views.sql").read_text())
    have = {p.name for p in pathlib.Path("tables").iterdir()}
    for name, view in DERIVED.items():
        if (pathlib.Path("summary") / name).is_dir():
            con.execute(f"CREATE VIEW {view} AS SELECT * FROM read_parquet('summary/{name}/*.parquet')")
            have.add(name)
    if "card" in have and con.execute("SELECT count(DISTINCT scenario) FROM runs").fetchall()[0][0] < 2:
        have.discard("card_balance")  # the other run of a single run is not in its files
    daily = "SELECT count(*) FROM (SELECT max(day) AS last, count(*) - 1 AS kept FROM panel GROUP BY scenario, run_id) WHERE kept = last"
    if con.execute(daily).fetchall() == con.execute("SELECT count(*) FROM runs").fetchall():
        have.add("daily")
    return con, have


def check(kind, how, body, con):
    """The number of rows or the deviation, and what is allowed."""
    if kind == "python":
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(body, str(PAGE), "exec"), {"con": con})
        return float(out.getvalue()), float(how["max"])
    if "setup" in how:
        con.execute(body)
        return None
    rows = con.execute(body).fetchall()
    if "zero" in how:
        for row in rows[:5]:
            print("    ", row)
        return len(rows), 0
    value = rows[0][0]
    return math.inf if value is None else value, float(how["max"])


def main():
    blocks = []
    commands = []
    for kind, info, body in BLOCK.findall(PAGE.read_text()):
        how = dict((part.split("=", 1) + [""])[:2] for part in info.split())
        if "experiments" in how:
            commands = [line[2:] for line in body.splitlines() if line.startswith("$ ")]
        else:
            blocks.append((kind, how, body))
    bad = []
    with tempfile.TemporaryDirectory() as tmp:
        for command in commands:
            words = shlex.split(command)
            subprocess.run([ROOT / "bin/sim", *words[1:], "-q"], cwd=tmp, check=True, stdout=subprocess.DEVNULL)
            os.chdir(pathlib.Path(tmp) / words[-1])
            begin, ran = time.monotonic(), 0
            con, have = connect()
            for i, (kind, how, body) in enumerate(blocks):
                if not set(filter(None, how.get("needs", "").split(","))) <= have:
                    continue
                try:
                    result = check(kind, how, body, con)
                except duckdb.Error as err:
                    bad.append(f"{words[-1]}: block {i + 1}: {err}\n{body}")
                    continue
                if result is None:
                    continue
                ran += 1
                if not result[0] <= result[1]:
                    bad.append(f"{words[-1]}: block {i + 1} gives {result[0]:g}, at most {result[1]:g} is right:\n{body}")
                elif "-v" in sys.argv:
                    print(f"{words[-1]:8} block {i + 1:2}: {result[0]:.3g} of at most {result[1]:g}")
            print(f"{words[-1]:8} {ran} checks {time.monotonic() - begin:5.1f} s", flush=True)
            os.chdir(ROOT)
    if bad:
        sys.exit("\n".join(bad))


if __name__ == "__main__":
    main()
