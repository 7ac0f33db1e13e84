"""Share one exponential between pdf and cdf.

A ReLU's moments need both. The approximate distribution function is a polynomial times
the density, which has been calculated already.

Run `python normal_pair.py [WIDTH]` to see what both cost.
"""

import math
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
HOST = "mean_propagation.pair"

#: Coefficients of Abramowitz and Stegun's formula 26.2.17, highest power first.
COEFFICIENTS = (1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.319381530)


def inputs(width, dtype="float32", seed=0):
    """Return mean over standard deviation, of every neuron and many networks."""
    rng = np.random.default_rng(seed)
    return (fnp.asarray(rng.standard_normal((width, width)).astype(dtype)),)


def before(alpha):
    """Call both functions of the library."""
    pdf = flops.stats.norm.pdf(alpha)
    cdf = flops.stats.norm.cdf(alpha)
    return [pdf, cdf]


def after(alpha):
    """Calculate the density, and use it again for the tail."""
    pdf = fnp.exp(alpha * alpha * -0.5) * (2 * math.pi) ** -0.5
    t = 1.0 / (1.0 + 0.2316419 * fnp.abs(alpha))
    polynomial = COEFFICIENTS[0] * t
    for coefficient in COEFFICIENTS[1:]:
        polynomial = (polynomial + coefficient) * t
    cdf = 0.5 + fnp.copysign(0.5 - pdf * polynomial, alpha)
    return [pdf, cdf]


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
