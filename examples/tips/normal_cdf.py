"""Approximate the normal cdf in float32.

`stats.norm.cdf` works in float64, and is billed for an error function. Abramowitz and
Stegun's formula 26.2.17 is a polynomial times the density, and good to float32.

Run `python normal_cdf.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-6
#: Differences are relative to one, the largest probability: far out in a tail digits are lost.
SCALE = 1.0
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
NOT_FOR = {}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"alpha": "n m"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "mean_propagation.cdf"

#: Coefficients of the formula, times the density's 1 / sqrt(2 pi), highest power first.
COEFFICIENTS = (0.5307027145, -0.7265760135, 0.7107068705, -0.142248368, 0.1274147959)


def inputs(width, dtype="float32", seed=0):
    """Return mean over standard deviation, of every neuron and many networks."""
    rng = np.random.default_rng(seed)
    return (fnp.asarray(rng.standard_normal((width, width)).astype(dtype)),)


def before(alpha):
    """Call the distribution function of the library."""
    return flops.stats.norm.cdf(alpha)


def after(alpha):
    """Calculate the tail beyond |alpha|, and go from one half to the side of alpha."""
    t = 1.0 / (1.0 + 0.2316419 * fnp.abs(alpha))
    polynomial = COEFFICIENTS[0] * t
    for coefficient in COEFFICIENTS[1:]:
        polynomial = (polynomial + coefficient) * t
    tail = fnp.exp(alpha * alpha * -0.5) * polynomial
    return 0.5 + fnp.copysign(0.5 - tail, alpha)


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
