"""Find a threshold without sorting.

To know which entries are the largest takes no order among them. Sorting is billed by its
comparisons, partitioning by its elements.

Run `python partition.py [WIDTH]` to see what both cost.
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
TAKES = {"entries": "n", "count": "1 to n"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "correlation_propagation.threshold"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "at least one entry is to be above the threshold"


def inputs(width, dtype="float32", seed=0):
    """Return the entries of a weight matrix, and how many are to be above the threshold."""
    rng = np.random.default_rng(seed)
    return fnp.asarray(rng.standard_normal(width * width).astype(dtype)), width


def before(entries, count):
    """Sort, and read the threshold off."""
    return fnp.sort(entries)[-count]


def after(entries, count):
    """Put only the threshold in its place."""
    place = len(entries) - count
    return fnp.partition(entries, place)[place]


def outside():
    """Return a count of none."""
    return [(inputs(8)[0], 0)]


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
