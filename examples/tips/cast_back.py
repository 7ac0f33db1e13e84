"""Cast pdf and cdf back to float32 at once.

The density and the distribution function of `stats.norm` return float64 whatever they are
given. Cast while it is a vector: what is made of it is larger.

Run `python cast_back.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-6
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 256": {"width": 256}}
NOT_FOR = {}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"cov": "m m symmetric", "alpha": "m"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "correlation_propagation.scale_by_cdf"


def inputs(width, dtype="float32", seed=0):
    """Return a tagged covariance, and mean over standard deviation of each neuron."""
    rng = np.random.default_rng(seed)
    h = rng.standard_normal((2 * width, width))
    cov = fnp.asarray((h.T @ h / len(h)).astype(dtype))
    alpha = fnp.asarray(rng.standard_normal(width).astype(dtype))
    return flops.as_symmetric(cov, symmetry=(0, 1)), alpha


def before(cov, alpha):
    """Scale the covariance by float64 gains."""
    gain = flops.stats.norm.cdf(alpha)
    return fnp.outer(gain, gain) * cov


def after(cov, alpha):
    """Scale the covariance by float32 gains."""
    gain = flops.stats.norm.cdf(alpha)
    gain = gain.astype(fnp.float32)
    return fnp.outer(gain, gain) * cov


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
