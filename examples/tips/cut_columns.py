"""Cut neurons out, don't zero them.

A zero is billed like any other number. To leave neurons out, select those that stay, on
both sides of the product.

Run `python cut_columns.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-5
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "a tenth dropped": {"dropped": 0.1}}
NOT_FOR = {}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"x": "n m", "w": "m k", "stays": "m mask"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "monte_carlo.product_without"


def inputs(width, dtype="float32", seed=0, dropped=0.25):
    """Return samples, weights, and for each neuron whether it stays."""
    rng = np.random.default_rng(seed)
    x = np.maximum(rng.standard_normal((4 * width, width)), 0)
    w = rng.standard_normal((width, width)) * np.sqrt(2 / width)
    stays = rng.permutation(width) >= round(dropped * width)
    return fnp.asarray(x.astype(dtype)), fnp.asarray(w.astype(dtype)), fnp.asarray(stays)


def before(x, w, stays):
    """Multiply what is dropped by zero."""
    return (x * stays) @ w


def after(x, w, stays):
    """Select what stays: a smaller product."""
    return x[:, stays] @ w[stays]


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
