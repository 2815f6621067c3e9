"""Writes scenarios with values that YAML 1.1 and 1.2 read differently and reads them with
PyYAML (1.1), ruamel.yaml (1.2) and, where it is installed, yq: the values and their
types must be those that were written."""

import json
import math
import pathlib
import shutil
import subprocess
import sys
import tempfile

import yaml
from ruamel.yaml import YAML

SIM = pathlib.Path(__file__).resolve().parent.parent / "bin/sim"
WORDS = ["no", "on", "y", "~", "null", "=", "<<", "1e5", "010", "0x1", "0o7", "1_000", "12:30:45", "2025-04-01", ".5", ".inf", "-", "a: b", "# c", "é", "\u2028", "\U0001f38b", 'q"\\']


def sim(*args):
    return subprocess.run([SIM, *args], check=True, stdout=subprocess.PIPE, text=True).stdout


def same(a, b):
    """Equal values of equal types; every kind of map is a dict, every kind of list a list."""
    if isinstance(a, dict):
        return isinstance(b, dict) and list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    for t in (bool, int, float, str):
        if isinstance(a, t):
            return isinstance(b, t) and a == b
    return type(a) is type(b) and a == b


def check(text, what):
    old = yaml.safe_load(text)
    if not same(old, YAML(typ="safe").load(text)):
        raise SystemExit(f"{what}: PyYAML and ruamel.yaml differ")
    if shutil.which("yq"):
        out = subprocess.run(["yq", ".market.tolerance_usd_bn"], input=text, check=True, stdout=subprocess.PIPE, text=True).stdout
        if not math.isclose(float(out), old["market"]["tolerance_usd_bn"]):
            raise SystemExit(f"{what}: yq reads {out}")
    return old


def main():
    with tempfile.TemporaryDirectory() as tmp:
        file = pathlib.Path(tmp) / "words.yaml"
        for scenario in ("japan-sale-2025", "repo-first", "trade-war"):
            content = check(sim("config", "init", scenario, "--full"), scenario)
            numbers = 0
            for agent, params in content["agents"].items():
                for p in json.loads(sim("config", "explain", agent, "--json"))["parameters"] or []:
                    value = params[p["key"].split(".", 1)[1]]
                    want = {"number": float, "integer": int, "boolean": bool, "string": str}.get(p["type"])
                    if want and type(value) is not want:
                        raise SystemExit(f"{scenario}: {p['key']} = {value!r}, a {p['type']}")
                    numbers += p["type"] == "number"
            print(f"{scenario:16} {numbers} numbers of agents have their types")
        for word in WORDS:
            file.write_text(json.dumps({"name": "words", "title": word, "story": word + " x", "sources": [word], "extends": "calm"}, ensure_ascii=False))
            content = check(sim("config", "init", file, "--full"), word)
            if (content["title"], content["sources"]) != (word, [word]):
                raise SystemExit(f"{word!r} is read as {content['title']!r}, {content['sources']!r}")
    print(f"{len(WORDS)} words that look like something else stay text")


if __name__ == "__main__":
    sys.exit(main())
