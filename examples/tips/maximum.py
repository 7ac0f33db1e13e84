"""Write the ReLU as a maximum.

`where` with three arguments moves elements, which costs more than comparing them,
and it needs a mask first.

Run `python maximum.py [WIDTH]` to see what both cost.
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
TAKES = {"z": "n m"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "monte_carlo.relu"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "no entry is NaN"


def inputs(width, dtype="float32", seed=0):
    """Return pre-activations of samples."""
    rng = np.random.default_rng(seed)
    return (fnp.asarray(rng.standard_normal((4 * width, width)).astype(dtype)),)


def before(z):
    """Choose between z and zero."""
    return fnp.where(z > 0.0, z, 0.0)


def after(z):
    """Take the larger of z and zero."""
    return fnp.maximum(z, 0.0)


def outside():
    """Return NaN, of which `where` makes 0."""
    return [(fnp.asarray(np.array([np.nan, 1.0], dtype=np.float32)),)]


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
