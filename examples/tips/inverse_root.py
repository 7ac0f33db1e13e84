"""Divide by a square root.

A square root and a division are billed as one operation each, a power as many.

Run `python inverse_root.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-6
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
NOT_FOR = {}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"variance": "n m positive"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "mean_propagation.inverse_root"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "variances are above zero"


def inputs(width, dtype="float32", seed=0):
    """Return variances, of every neuron and many networks."""
    rng = np.random.default_rng(seed)
    return (fnp.asarray((rng.random((width, width)) + 0.1).astype(dtype)),)


def before(variance):
    """Raise to the power of minus a half."""
    return variance**-0.5


def after(variance):
    """Take the root, and divide."""
    return 1.0 / fnp.sqrt(variance)


def outside():
    """Return a zero that has a sign."""
    return [(fnp.asarray(np.array([-0.0], dtype=np.float32)),)]


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
