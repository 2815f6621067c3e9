"""Rewrites resolved scenarios with PyYAML as other programs would, agents in reverse
and all keys sorted, and runs both: the rows of all tables must be the same."""

import json
import pathlib
import subprocess
import tempfile

import yaml

SIM = pathlib.Path(__file__).resolve().parent.parent / "bin/sim"
SCENARIOS = {"japan-sale-2025": 30, "trade-war": 15}  # and days


def dataset(scenario, folder):
    subprocess.run([SIM, "run", scenario, "--seed", "1", "--trace", "full", "-o", folder, "-q"], check=True, stdout=subprocess.DEVNULL)
    return json.loads((folder / "experiment.json").read_text())["index"]["dataset_sha256"]


def main():
    with tempfile.TemporaryDirectory() as tmp:
        tmp = pathlib.Path(tmp)
        for name, days in SCENARIOS.items():
            text = subprocess.run([SIM, "config", "init", name, "--full"], check=True, stdout=subprocess.PIPE, text=True).stdout
            content = yaml.safe_load(text) | {"days": days}
            content["agents"] = dict(reversed(content["agents"].items()))
            files = []
            for order in (False, True):
                files.append(tmp / f"{name}-{order}.yaml")
                files[-1].write_text(yaml.safe_dump(content, sort_keys=order, allow_unicode=True))
            a, b = (dataset(file, tmp / file.stem) for file in files)
            if a != b:
                raise SystemExit(f"{name}: dataset {a}, with sorted keys {b}")
            print(f"{name:18} {len(content['agents'])} agents, sorted keys, the same rows")


if __name__ == "__main__":
    main()
