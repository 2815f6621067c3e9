"""Write the reference files that the tests of experiment/design and
analysis/sensitivity compare with.

Python 3.11 or later, packages as pinned in requirements.txt:

    python3 -m venv venv
    venv/bin/pip install -r requirements.txt
    venv/bin/python reference.py

The files are written beside this script. All draws have fixed seeds.
"""

import json
import pathlib
import warnings
from importlib.metadata import version

import numpy as np
from SALib.analyze import morris as morris_analyze
from SALib.analyze import sobol as sobol_analyze
from SALib.sample import morris as morris_sample
from SALib.sample import saltelli as saltelli_sample
from SALib.sample import sobol as sobol_sample
from SALib.sample import sobol_sequence
from SALib.sample.morris.morris import _compute_b_star
from SALib.test_functions import Ishigami, Sobol_G
from scipy.stats import qmc, rankdata

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
VERSIONS = {name: version(name) for name in ("SALib", "numpy", "scipy")}


def plain(x):
    """Return x with arrays as lists and NaN as None."""
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [plain(v) for v in x]
    if isinstance(x, np.ma.MaskedArray):
        return plain(x.filled(np.nan))
    if isinstance(x, np.ndarray):
        return plain(x.tolist())
    if isinstance(x, np.generic):
        return plain(x.item())
    if isinstance(x, float) and np.isnan(x):
        return None
    return x


def write_json(name, value):
    value = {"versions": VERSIONS, **value}
    (HERE / name).write_text(json.dumps(plain(value), separators=(",", ":")) + "\n")


def write_integers(name, points, bits):
    """Write points times 2**bits, which must be whole numbers, as CSV."""
    scaled = points * 2.0**bits
    assert np.all(scaled == np.floor(scaled))
    np.savetxt(HERE / name, scaled.astype(np.int64), fmt="%d", delimiter=",")


def sobol_points():
    first = qmc.Sobol(d=40, scramble=False).random(256)
    write_integers("sobol_scipy_40x256.csv", first, 8)
    write_integers("sobol_salib_40x256.csv", sobol_sequence.sample(256, 40), 8)
    # Late points of many dimensions reach the higher direction numbers.
    late = qmc.Sobol(d=256, scramble=False).fast_forward(2**20 - 8).random(16)
    write_integers("sobol_scipy_256_late.csv", late, 21)


def saltelli_points():
    problem = {
        "num_vars": 4,
        "names": ["a", "b", "c", "e"],
        "bounds": [[-1.5, 4.0], [0.01, 100.0], [250.0, 40.0], [0.0, 3.0]],
        "dists": ["unif", "logunif", "norm", "unif"],
    }
    grouped = {**problem, "groups": ["g", "b", "g", "e"]}
    cases = []
    for p in (problem, grouped):
        for second in (False, True):
            x = sobol_sample.sample(p, 8, calc_second_order=second, scramble=False, skip_values=16)
            old = saltelli_sample.sample(p, 8, calc_second_order=second, skip_values=16)
            assert np.allclose(x, old, rtol=1e-15, atol=0)
            cases.append({"groups": p.get("groups"), "second_order": second, "points": x})
    write_json("saltelli.json", {"problem": problem, "base": 8, "skip": 16, "cases": cases})


def sobol_indices():
    cases = []

    def add(name, problem, n, second, function, shift):
        x = sobol_sample.sample(problem, n, calc_second_order=second, scramble=True, seed=7)
        y = function(x) + shift
        resamples, seed = 20, 11
        si = sobol_analyze.analyze(
            problem, y, calc_second_order=second, num_resamples=resamples, conf_level=0.9, seed=seed
        )
        # The same call as in SALib, hence the same draws.
        draws = np.random.default_rng(seed).integers(n, size=(n, resamples))
        case = {"name": name, "names": problem["names"], "base": n, "second_order": second, "confidence": 0.9}
        case |= {"y": y, "draws": draws.T}
        for key in ("S1", "ST", "S1_conf", "ST_conf") + (("S2", "S2_conf") if second else ()):
            case[key] = si[key]
        cases.append(case)

    ishigami = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
    add("ishigami", ishigami, 64, True, Ishigami.evaluate, 0.0)
    add("ishigami, mean far from zero", ishigami, 64, False, Ishigami.evaluate, 1e4)
    names = [f"x{i}" for i in range(1, 9)]
    g = {"num_vars": 8, "names": names, "bounds": [[0, 1]] * 8}
    add("sobol g", g, 64, True, Sobol_G.evaluate, 0.0)
    write_json("sobol_indices.json", {"cases": cases})


def morris_effects():
    cases = []

    def model(x):
        return x[:, 0] + 3 * x[:, 1] * x[:, 2] - 2 * x[:, 3] ** 2 + np.sin(4 * x[:, 2])

    for levels, groups in ((4, None), (6, None), (4, ["g", "b", "g", "d"])):
        problem = {
            "num_vars": 4,
            "names": ["a", "b", "c", "d"],
            "bounds": [[0, 1]] * 4,
            "groups": groups,
        }
        n, resamples, seed = 12, 15, 5
        x = morris_sample.sample(problem, n, num_levels=levels, seed=3)
        y = model(x)
        si = morris_analyze.analyze(
            problem, x, y, num_resamples=resamples, conf_level=0.95, num_levels=levels, seed=seed
        )
        rng = np.random.default_rng(seed)
        draws = [rng.integers(n, size=(resamples, n)) for _ in range(4)]
        cases.append(
            {
                "levels": levels,
                "groups": groups,
                "x": x,
                "y": y,
                "draws": draws,
                "names": list(si["names"]),
                "mu": si["mu"],
                "mu_star": si["mu_star"],
                "sigma": si["sigma"],
                "mu_star_conf": si["mu_star_conf"],
            }
        )

    # One trajectory from given draws: groups of coordinates 0-4, order of moves,
    # directions, start.
    membership = np.array([[1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0]])
    order = np.array([[0, 0, 1], [1, 0, 0], [0, 1, 0]])
    signs = np.array([1, -1, -1, 1, -1])
    start = np.array([0, 1 / 3, 0, 1 / 3, 0])
    rows = _compute_b_star(
        np.ones((4, 5)), start, 2 / 3, np.tril(np.ones((4, 3), dtype=int), -1), membership, order, np.diag(signs)
    )
    trajectory = {
        "group": membership.argmax(axis=1),
        "place": order.argmax(axis=1),
        "signs": signs,
        "start": start,
        "levels": 4,
        "rows": rows,
    }
    write_json("morris.json", {"cases": cases, "trajectory": trajectory})


def regression():
    rng = np.random.default_rng(2)
    x = rng.random((40, 3)).round(2)
    y = (2 * x[:, 0] - x[:, 1] ** 3 + 0.3 * rng.standard_normal(40)).round(2)
    ranks = np.column_stack([rankdata(c) for c in x.T])
    ry = rankdata(y)
    prcc = []
    for j in range(3):
        others = np.column_stack([np.ones(40), np.delete(ranks, j, axis=1)])
        ex = ranks[:, j] - others @ np.linalg.lstsq(others, ranks[:, j], rcond=None)[0]
        ey = ry - others @ np.linalg.lstsq(others, ry, rcond=None)[0]
        prcc.append(ex @ ey / np.sqrt((ex @ ex) * (ey @ ey)))
    full = np.column_stack([np.ones(40), x])
    b = np.linalg.lstsq(full, y, rcond=None)[0]
    r2 = 1 - np.var(y - full @ b) / np.var(y)
    write_json(
        "regression.json",
        {"x": x, "y": y, "prcc": prcc, "src": b[1:] * x.std(axis=0) / y.std(), "r2": r2},
    )


if __name__ == "__main__":
    sobol_points()
    saltelli_points()
    sobol_indices()
    morris_effects()
    regression()
