"""Set a diagonal without losing the tag.

Newer releases drop the tag when a diagonal is written, and bill for finding the symmetry
again. Adding a diagonal matrix keeps it.

Run `python keep_tag.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-6
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
NOT_FOR = {}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {
    "cov": "m m symmetric",
    "gain": "m",
    "variance": lambda cov, gain: gain * gain * np.diag(cov) / 2,
}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "covariance_propagation.behind_relu"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "a variance is not far below the one that it replaces"


def inputs(width, dtype="float32", seed=0):
    """Return a tagged covariance, and a gain and a variance for each neuron."""
    rng = np.random.default_rng(seed)
    h = rng.standard_normal((2 * width, width))
    cov = fnp.asarray((h.T @ h / len(h)).astype(dtype))
    gain, variance = rng.random((2, width)) + 0.5
    return (
        flops.as_symmetric(cov, symmetry=(0, 1)),
        fnp.asarray(gain.astype(dtype)),
        fnp.asarray(variance.astype(dtype)),
    )


def before(cov, gain, variance):
    """Write the diagonal, and tag again."""
    scaled = fnp.outer(gain, gain) * cov
    fnp.fill_diagonal(scaled, variance)
    return flops.as_symmetric(scaled, symmetry=(0, 1))


def after(cov, gain, variance):
    """Add what the diagonal lacks."""
    scaled = fnp.outer(gain, gain) * cov
    lacks = variance - fnp.einsum("ii->i", scaled)
    return scaled + fnp.diag(lacks)


def outside():
    """Return a variance that is lost beside the one before."""
    cov, gain, variance = inputs(8)
    return [(cov[:1, :1], gain[:1] * 1e4, variance[:1])]


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
