"""Multiply by the vector first.

A chain of products costs by its order. Python goes from left to right, so that a chain
that ends with a vector begins with the most expensive product of all.

Run `python vector_first.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-5
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
NOT_FOR = {"a square matrix instead of the vector": {"square": True}}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"w1": "n m", "w2": "m k", "v": "k"}
NO_HOST = "In an estimator a ReLU stands between the weights of two layers."


def inputs(width, dtype="float32", seed=0, square=False):
    """Return the weights of two layers and a vector."""
    rng = np.random.default_rng(seed)
    scale = np.sqrt(2 / width)
    w1 = rng.standard_normal((width, width)) * scale
    w2 = rng.standard_normal((width, width)) * scale
    v = rng.standard_normal((width, width) if square else width)
    return (
        fnp.asarray(w1.astype(dtype)),
        fnp.asarray(w2.astype(dtype)),
        fnp.asarray(v.astype(dtype)),
    )


def before(w1, w2, v):
    """Multiply from left to right."""
    return w1 @ w2 @ v


def after(w1, w2, v):
    """Multiply by the vector first."""
    return w1 @ (w2 @ v)


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
