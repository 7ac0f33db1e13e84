"""Propagate a tagged covariance by einsum.

The sandwich of a symmetric matrix between the same weights is symmetric. If the
covariance carries flopscope's symmetry tag, half of the second product is free.

Run `python tagged_sandwich.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-5
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
NOT_FOR = {"a covariance without the tag": {"tagged": False}}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"cov": "m m symmetric unit", "w": "m k unit"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "covariance_propagation.sandwich"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "covariances are of order one"


def inputs(width, dtype="float32", seed=0, tagged=True):
    """Return a covariance matrix with its symmetry tag, and weights."""
    rng = np.random.default_rng(seed)
    h = rng.standard_normal((2 * width, width))
    w = rng.standard_normal((width, width)) * np.sqrt(2 / width)
    cov = fnp.asarray((h.T @ h / len(h)).astype(dtype))
    if tagged:
        cov = flops.as_symmetric(cov, symmetry=(0, 1))
    return cov, fnp.asarray(w.astype(dtype))


def before(cov, w):
    """Multiply twice."""
    return w.T @ cov @ w


def after(cov, w):
    """Give einsum the same w twice."""
    return fnp.einsum("ij,ia,jb->ab", cov, w, w)


def outside():
    """Return large covariances."""
    cov, w = inputs(256)
    return [(flops.as_symmetric(fnp.asarray(cov * 1e4), symmetry=(0, 1)), w)]


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
