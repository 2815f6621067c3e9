"""Runs the notebooks, and one that the program writes for each of their
experiments, headless on fresh data."""

import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import time

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

ROOT = pathlib.Path(__file__).resolve().parent.parent
SIM = ROOT / "bin/sim"
PATIENCE = 600  # seconds: for what is hung, not for what is slow

# Notebook, and the command whose results it opens: the one that it names.
NOTEBOOKS = {
    "1-one-run": "run japan-sale-2025 --seed 1",
    "2-paired-monte-carlo": "mc japan-sale-2025 -n 40 --vs baseline --seed 1",
    "3-sweep-and-sensitivity": "sweep sale-300 --design saltelli -n 32 --seed 1 -x jp_mof.sale_usd_bn=unif:50:500"
    " -x jp_mof.sale_days=unif:5:60 -x 'real_money.beta_pct_per_100bp*=unif:0.5:2'",
}


def execute(path, experiment):
    start = time.monotonic()
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    os.environ["EXPERIMENT"] = str(experiment)
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    # Sockets have names in a directory of our own: a port chosen now may be another's when the kernel is up.
    kernel = AsyncKernelManager(kernel_name="python3", transport="ipc", ip=os.environ["JUPYTER_RUNTIME_DIR"] + "/k")
    NotebookClient(
        book, km=kernel, timeout=PATIENCE, startup_timeout=PATIENCE, iopub_timeout=PATIENCE, raise_on_iopub_timeout=True,
        resources={"metadata": {"path": str(path.parent)}}, extra_arguments=["--log-level=40"],
    ).execute()
    outputs = [o for c in book.cells if c.cell_type == "code" for o in c.outputs]
    figures = sum("image/png" in o.get("data", {}) for o in outputs)
    noise = [o.text for o in outputs if o.output_type == "stream" and o.name == "stderr"]
    if noise:
        raise SystemExit(f"{path.name} writes to stderr:\n{''.join(noise)}")
    keep = os.environ.get("KEEP")
    if keep:
        nbformat.write(book, pathlib.Path(keep) / f"{experiment.name}-{path.name}")
    print(f"{path.name:34} {figures} figures {time.monotonic() - start:5.1f} s", flush=True)
    return figures


def clean_home(folder):
    """Kernels take no settings of the user, and find a cache of fonts: a slow import
    that makes it would say so on stderr."""
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        where = folder / name.lower()
        where.mkdir(mode=0o700)
        os.environ[name] = str(where)
    subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], check=True)


def main():
    for path in sorted((ROOT / "examples" / "notebooks").glob("*.ipynb")):
        book = nbformat.read(path, as_version=4)
        if path.stem not in NOTEBOOKS:
            sys.exit(f"{path.name} has no data in {__file__}")
        if any(c.cell_type == "code" and (c.outputs or c.execution_count) for c in book.cells):
            sys.exit(f"{path.name} holds outputs: strip them")
        words = "".join(c.source for c in book.cells if c.cell_type == "markdown").split()
        missing = [w for w in NOTEBOOKS[path.stem].split() if w not in words]
        if missing:
            sys.exit(f"{path.name} names another command than the test runs: {missing}")
    with tempfile.TemporaryDirectory() as tmp:
        clean_home(pathlib.Path(tmp))
        for name, command in NOTEBOOKS.items():
            experiment = pathlib.Path(tmp) / name
            subprocess.run([SIM, *shlex.split(command), "-o", experiment, "-q"], check=True, stdout=subprocess.DEVNULL)
            if execute(ROOT / "examples" / "notebooks" / f"{name}.ipynb", experiment) < 2:
                sys.exit(f"{name} shows fewer than two figures")
            subprocess.run([SIM, "notebook", experiment], check=True, stdout=subprocess.DEVNULL)
            execute(experiment / "notebook.ipynb", experiment)


if __name__ == "__main__":
    main()
