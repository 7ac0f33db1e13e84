"""Fold linear maps into one.

A block of samples usually has more rows than the layer has neurons. Whatever is linear
can be multiplied into the weights once, instead of into every sample.

Run `python fold_maps.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-5
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
NOT_FOR = {"as many samples as neurons": {"samples_per_neuron": 1}}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"x": "n m", "a": "m k", "w": "k l"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "whitened_sampling.two_maps"


def inputs(width, dtype="float32", seed=0, samples_per_neuron=4):
    """Return samples, a linear map such as one that whitens them, and weights."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((samples_per_neuron * width, width))
    a = np.eye(width) + 0.1 * rng.standard_normal((width, width)) / np.sqrt(width)
    w = rng.standard_normal((width, width)) * np.sqrt(2 / width)
    return fnp.asarray(x.astype(dtype)), fnp.asarray(a.astype(dtype)), fnp.asarray(w.astype(dtype))


def before(x, a, w):
    """Send every sample through both maps."""
    return x @ a @ w


def after(x, a, w):
    """Send every sample through one map."""
    return x @ (a @ w)


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
