"""Prepare sample points in `setup()`.

FLOPs of `setup()` are on nobody's bill. Sample points, tables and quadrature nodes depend
on the width alone, so they can be made there and kept.

Run `python setup_points.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 0.0
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}}
NOT_FOR = {}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"w": "m k", "points": lambda w: setup(len(w))}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "prepared_points.first_layer"


def inputs(width, dtype="float32", seed=0):
    """Return the first layer's weights, and the points that `setup()` kept."""
    rng = np.random.default_rng(seed)
    w = rng.standard_normal((width, width)) * np.sqrt(2 / width)
    return fnp.asarray(w.astype(dtype)), setup(width)


def setup(width):
    """Make normal points in strata of equal weight."""
    rng = fnp.random.default_rng(0)
    count = 2 * width
    columns = [rng.permutation(count) for _ in range(width)]
    strata = fnp.stack(columns, axis=1)
    points = flops.stats.norm.ppf((strata + 0.5) / count)
    return points.astype(fnp.float32)


def before(w, points):
    """Make the points here."""
    points = setup(len(w))
    return fnp.maximum(points @ w, 0.0)


def after(w, points):
    """Use the points that setup() kept."""
    return fnp.maximum(points @ w, 0.0)


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
