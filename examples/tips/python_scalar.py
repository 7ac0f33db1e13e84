"""Scale by a Python float.

A root of flopscope or NumPy is a float64, and makes a float32 array float64. A Python
float takes the dtype of the array.

Run `python python_scalar.py [WIDTH]` to see what both cost.
"""

import math
import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-6
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}}
NOT_FOR = {"float64 samples": {"dtype": "float64"}}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"x": "n m"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "monte_carlo.scale_samples"


def inputs(width, dtype="float32", seed=0):
    """Return samples."""
    rng = np.random.default_rng(seed)
    return (fnp.asarray(rng.standard_normal((4 * width, width)).astype(dtype)),)


def before(x):
    """Scale by a float64."""
    return x * fnp.sqrt(2 / len(x))


def after(x):
    """Scale by a Python float."""
    return x * math.sqrt(2 / len(x))


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
