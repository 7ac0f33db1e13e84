"""Scale by broadcasting.

Multiplying by a diagonal matrix scales rows. As a matrix product it is billed for all the
zeros too.

Run `python scale_rows.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 0.0
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
NOT_FOR = {}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"scale": "m", "w": "m k"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "mean_propagation.scale_rows"


def inputs(width, dtype="float32", seed=0):
    """Return a scale for each row, and weights."""
    rng = np.random.default_rng(seed)
    scale = rng.random(width) + 0.5
    w = rng.standard_normal((width, width)) * np.sqrt(2 / width)
    return fnp.asarray(scale.astype(dtype)), fnp.asarray(w.astype(dtype))


def before(scale, w):
    """Multiply by a diagonal matrix."""
    return fnp.diag(scale) @ w


def after(scale, w):
    """Multiply each row by its scale."""
    return scale[:, None] * w


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
