"""Shift and scale after averaging.

A shift or a scale that is the same for every sample can wait until the samples have been
averaged.

Run `python affine_after_mean.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-4
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
NOT_FOR = {"a single sample": {"samples": 1}}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"x": "n m", "shift": "m", "scale": "m"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "monte_carlo.mean_behind"


def inputs(width, dtype="float32", seed=0, samples=None):
    """Return samples behind a ReLU, a shift and a scale for each neuron."""
    rng = np.random.default_rng(seed)
    x = np.maximum(rng.standard_normal((samples or 4 * width, width)), 0)
    shift, scale = rng.random((2, width)) + 0.5
    return tuple(fnp.asarray(values.astype(dtype)) for values in (x, shift, scale))


def before(x, shift, scale):
    """Shift and scale every sample."""
    return fnp.mean((x - shift) * scale, axis=0)


def after(x, shift, scale):
    """Shift and scale the mean."""
    return (fnp.mean(x, axis=0) - shift) * scale


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
