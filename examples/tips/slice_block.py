"""Slice instead of selecting by index.

A slice is a view, and free. Indices copy what they select, even if they are in a row. If
you may choose the order of rows, put those that belong together side by side.

Run `python slice_block.py [WIDTH]` to see what both cost.
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
TAKES = {"x": "3s m", "size": lambda x: len(x) // 3}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "prepared_points.second_batch"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "the whole batch is there"


def inputs(width, dtype="float32", seed=0):
    """Return samples, and the size of a batch of them."""
    rng = np.random.default_rng(seed)
    return fnp.asarray(rng.standard_normal((4 * width, width)).astype(dtype)), width


def before(x, size):
    """Select the second batch by index."""
    return x[fnp.arange(size, 2 * size)]


def after(x, size):
    """Slice the second batch."""
    return x[size : 2 * size]


def outside():
    """Return samples that end in the batch."""
    x, size = inputs(8)
    return [(x[: size + 1], size)]


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
