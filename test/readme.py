"""Runs the code blocks of README.md, CONTRIBUTING.md and docs/*.md as they stand
there and compares what console blocks print. With --rewrite it puts in what they
print. With --fresh it works in a clone with a virtual environment of its own, as
somebody does who has only Go and Python.

The blocks of a page run in order in one folder: those marked sh with bash, python in
one session, console with their output. After the language a fence may say

    head=12 tail=2   compare and show the first and last lines only
    fresh            installs or builds: run with --fresh only
    slow             takes long: only the names of its make targets are checked
    needs=PROGRAM    run only where the program is installed

Times and rates are not compared.
"""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
OWN_TEST = {"recompute.md"}  # pages that a test of their own runs
BLOCK = re.compile(r"^```(console|sh|python|r)( [^\n]*)?\n(.*?)^```$", re.M | re.S)
TIMES = re.compile(r"\d+(\.\d+)? (s|runs/s)\b")
FRESH = "--fresh" in sys.argv
PYTHON = ".venv/bin/python" if FRESH else sys.executable


def run(command, cwd, text=None):
    done = subprocess.run(command, cwd=cwd, input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"exit {done.returncode}\n{done.stdout}{done.stderr}")
    return [line.rstrip() for line in done.stdout.rstrip("\n").split("\n")]


def shell(command, cwd):
    return run(["bash", "-euo", "pipefail", "-c", command], cwd)


def shorten(lines, options):
    head, tail = int(options.get("head", len(lines))), int(options.get("tail", 0))
    if head + tail >= len(lines):
        return lines
    return lines[:head] + ["…"] + lines[len(lines) - tail:]


def targets(body):
    """Checks that make knows the targets of a block."""
    for line in body.splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["make"]:
            for target in words[1:]:
                if not re.search(rf"^{re.escape(target)}:", (ROOT / "Makefile").read_text(), re.M):
                    raise RuntimeError(f"make has no target {target}")


def console(body, options, folder, bad):
    """Runs the commands of a console block and returns it with what they print."""
    out = []
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.M):
        got = shorten(shell(command, folder), options)
        if TIMES.sub("", shown.rstrip("\n")) != TIMES.sub("", "\n".join(got)):
            bad.append(f"$ {command}\nthe page shows\n{shown}\nit prints\n" + "\n".join(got) + "\n")
        out += [f"$ {command}", *got]
    return "\n".join(out) + "\n"


def page(path, folder, bad):
    """Runs the blocks of a page and returns its text with what they print."""
    session = "import matplotlib\nmatplotlib.use('agg')\n"

    def block(match):
        nonlocal session
        language, info, body = match.groups()
        words = (info or "").split()
        options = dict(w.split("=") for w in words if "=" in w)
        if "needs" in options and not shutil.which(options["needs"]):
            print(f"left out a block of {path.name}: no {options['needs']}")
            return match.group()
        try:
            if "slow" in words:
                targets(body)
            elif "fresh" in words and not FRESH:
                pass
            elif language == "sh":
                shell(body, folder)
            elif language == "python":
                run([PYTHON, "-"], folder, session + body)
                session += body
            elif language == "r":
                run(["Rscript", "-"], folder, body)
            else:
                body = console(body, options, folder, bad)
        except RuntimeError as fault:
            bad.append(f"{path.name}: this block fails\n{body}{fault}\n")
        return f"```{language}{info or ''}\n{body}```"

    return BLOCK.sub(block, path.read_text())


def scenarios(text, folder, bad):
    for line in shell("bin/sim scenario list", folder):
        if f"`{line.split()[0]}`" not in text:
            bad.append(f"the README's table of scenarios lacks {line}")


def main():
    bad = []
    with tempfile.TemporaryDirectory() as tmp:
        folder = pathlib.Path(tmp) / "kirifuda"
        if FRESH:
            subprocess.run(["git", "clone", "-q", ROOT, folder], check=True)
            for name in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"):
                os.environ.pop(name, None)
        else:
            folder.mkdir()
            for entry in ROOT.iterdir():
                if entry.name not in ("out", ".git", ".venv", ".cache"):
                    (folder / entry.name).symlink_to(entry)
        (folder / "out").mkdir(exist_ok=True)
        for path in [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]:
            if path.name in OWN_TEST:
                continue
            text = page(path, folder, bad)
            if path == README:
                scenarios(text, folder, bad)
            if "--rewrite" in sys.argv and text != path.read_text():
                path.write_text(text)
    if bad:
        sys.exit("\n".join(bad) + "\nmake refresh puts in what the commands print")


if __name__ == "__main__":
    main()
