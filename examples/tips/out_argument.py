"""`out=` is no discount.

Writing into an array that is there already saves memory. The operation is billed all the
same.

Run `python out_argument.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 0.0
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {}
NOT_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"x": "n m", "y": "n m", "room": "n m"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "antithetic_sampling.add"


def inputs(width, dtype="float32", seed=0):
    """Return two blocks of samples, and an array for their sum."""
    rng = np.random.default_rng(seed)
    x, y, room = rng.standard_normal((3, 4 * width, width)).astype(dtype)
    return fnp.asarray(x), fnp.asarray(y), fnp.asarray(room)


def before(x, y, room):
    """Add into a new array."""
    return fnp.add(x, y)


def after(x, y, room):
    """Add into an array that is there."""
    return fnp.add(x, y, out=room)


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
