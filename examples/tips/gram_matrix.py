"""Write a Gram matrix as an einsum.

The product of a matrix with its own transpose is symmetric: half of its entries follow
from the others. einsum notices when both factors are one object, and bills that half only.

Run `python gram_matrix.py [WIDTH]` to see what both cost.
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
TAKES = {"x": "n m"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "whitened_sampling.gram"


def inputs(width, dtype="float32", seed=0):
    """Return samples behind a ReLU."""
    rng = np.random.default_rng(seed)
    x = np.maximum(rng.standard_normal((4 * width, width)), 0)
    return (fnp.asarray(x.astype(dtype)),)


def before(x):
    """Multiply by the transpose."""
    return x.T @ x


def after(x):
    """Multiply the same object twice."""
    return fnp.einsum("ni,nj->ij", x, x)


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
