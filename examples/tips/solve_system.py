"""Solve instead of inverting.

An inverse that is only multiplied by something is never needed. A solver gives the
product at once, and rounds less.

Run `python solve_system.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-5
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
NOT_FOR = {}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"g": "m m definite", "w": "m k"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "whitened_sampling.solve"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "the matrix is far from singular"


def inputs(width, dtype="float32", seed=0):
    """Return a matrix of second moments, and weights."""
    rng = np.random.default_rng(seed)
    h = rng.standard_normal((4 * width, width))
    w = rng.standard_normal((width, width)) * np.sqrt(2 / width)
    return fnp.asarray((h.T @ h / len(h)).astype(dtype)), fnp.asarray(w.astype(dtype))


def before(g, w):
    """Invert, then multiply."""
    return fnp.linalg.inv(g) @ w


def after(g, w):
    """Solve g x = w for x."""
    return fnp.linalg.solve(g, w)


def outside():
    """Return a matrix of nearly parallel rows."""
    rows = np.arange(1, 9)
    g = 1 / (rows[:, None] + rows - 1)
    g = fnp.asarray(g.astype(np.float32))
    return [(g, g)]


def main() -> None:
    """Print what both cost, and how far their results differ."""
    width = int(sys.argv[1]) if len(sys.argv) > 1 else 256
    spent, results = [], []
    for function in (before, after):
        arguments = inputs(width)
        with flops.BudgetContext(flop_budget=10**15, quiet=True) as context:
            result = function(*arguments)
        spent.append(context.flops_used)
        results.append(np.asarray(result, dtype=np.float64))
    expected, found = results
    difference = np.max(np.abs(found - expected)) / np.max(np.abs(expected))
    print(f"before:     {spent[0]:,} FLOPs")
    print(f"after:      {spent[1]:,} FLOPs")
    print(f"ratio:      {spent[0] / spent[1]:.3g}" if spent[1] else "ratio:      free")
    print(f"difference: {difference:.1e} of the largest value; allowed {TOLERANCE:g}")


if __name__ == "__main__":
    main()
