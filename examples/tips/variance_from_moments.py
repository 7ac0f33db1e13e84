"""Take variances from second moments.

`var` finds the mean again and squares all differences. If you have the mean, the second
moment is enough, and einsum squares and adds in one go.

Run `python variance_from_moments.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-4
#: Differences are relative to samples of order one: moments cancel.
SCALE = 1.0
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
NOT_FOR = {}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"x": "n m unit", "mean": lambda x: np.mean(x, axis=0)}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "sampled_moments.variance"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "means are not much larger than standard deviations"


def inputs(width, dtype="float32", seed=0):
    """Return samples behind a ReLU, and their mean."""
    rng = np.random.default_rng(seed)
    x = np.maximum(rng.standard_normal((4 * width, width)), 0)
    return fnp.asarray(x.astype(dtype)), fnp.asarray(np.mean(x, axis=0).astype(dtype))


def before(x, mean):
    """Call the variance."""
    return fnp.var(x, axis=0)


def after(x, mean):
    """Subtract the squared mean."""
    total = fnp.einsum("ni,ni->i", x, x)
    variance = total / len(x) - mean * mean
    return fnp.maximum(variance, 0.0)  # Rounding can go below 0.


def outside():
    """Return samples far from zero."""
    x, mean = inputs(8)
    return [(x + 1e3, mean + 1e3)]


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
