"""Runs the commands of the README's console blocks and compares what they print
with what stands there. With --rewrite it puts in what they print.

A fence "```console head=12 tail=2" shows the first and last lines only. Times
and rates are not compared.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"^```console( [^\n]*)?\n(.*?)^```$", re.M | re.S)
TIMES = re.compile(r"\d+(\.\d+)? (s|runs/s)\b")


def output(command, cwd):
    done = subprocess.run(command, shell=True, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"$ {command}\nexit {done.returncode}\n{done.stdout}{done.stderr}")
    return [line.rstrip() for line in done.stdout.rstrip("\n").split("\n")]


def shorten(lines, info):
    size = dict(part.split("=") for part in (info or "").split())
    head, tail = int(size.get("head", len(lines))), int(size.get("tail", 0))
    if head + tail >= len(lines):
        return lines
    return lines[:head] + ["…"] + lines[len(lines) - tail:]


def main():
    text = README.read_text()
    bad = []
    with tempfile.TemporaryDirectory() as tmp:
        (pathlib.Path(tmp) / "bin").symlink_to(ROOT / "bin")

        def block(match):
            info, body = match.groups()
            out = []
            for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.M):
                got = shorten(output(command, tmp), info)
                if TIMES.sub("", shown.rstrip("\n")) != TIMES.sub("", "\n".join(got)):
                    bad.append(f"$ {command}\nREADME.md shows\n{shown}\nit prints\n" + "\n".join(got) + "\n")
                out += [f"$ {command}", *got]
            return f"```console{info or ''}\n" + "\n".join(out) + "\n```"

        text = BLOCK.sub(block, text)
        for line in output("bin/sim scenario list", tmp):
            if f"`{line.split()[0]}`" not in text:
                bad.append(f"the table of scenarios lacks {line}")
    if "--rewrite" in sys.argv:
        README.write_text(text)
    elif bad:
        sys.exit("\n".join(bad) + "\nmake refresh puts in what the commands print")


if __name__ == "__main__":
    main()
