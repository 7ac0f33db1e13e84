"""einsum alone is no cheaper than `@`.

A product is billed by its sizes, however it is written.

Run `python plain_einsum.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-5
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {}
NOT_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"x": "n m", "w": "m k"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "monte_carlo.product"


def inputs(width, dtype="float32", seed=0):
    """Return samples and weights."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((4 * width, width))
    w = rng.standard_normal((width, width)) * np.sqrt(2 / width)
    return fnp.asarray(x.astype(dtype)), fnp.asarray(w.astype(dtype))


def before(x, w):
    """Multiply."""
    return x @ w


def after(x, w):
    """Multiply by einsum."""
    return fnp.einsum("ni,ij->nj", x, w)


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
