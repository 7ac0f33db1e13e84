"""Don't sample the first layer's means.

Inputs are standard normal, so each pre-activation of the first layer is normal with mean
zero and the norm of its weights as standard deviation. The mean behind the ReLU follows.

Run `python exact_first_layer.py [WIDTH]` to see what both cost.
"""

import math
import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value: the samples' noise.
TOLERANCE = 0.15
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
NOT_FOR = {}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"x": "8192 m normal", "w": "m k"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "sampled_moments.first_means"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "the inputs are standard normal"


def inputs(width, dtype="float32", seed=0):
    """Return input samples, some thousands, and the first layer's weights."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((max(4 * width, 4096), width))
    w = rng.standard_normal((width, width)) * np.sqrt(2 / width)
    return fnp.asarray(x.astype(dtype)), fnp.asarray(w.astype(dtype))


def before(x, w):
    """Average samples behind the layer."""
    h = fnp.maximum(x @ w, 0.0)
    return fnp.mean(h, axis=0)


def after(x, w):
    """Use E[relu(z)] = s / sqrt(2 pi)."""
    variance = fnp.einsum("ij,ij->j", w, w)
    return fnp.sqrt(variance / (2 * math.pi))


def error(result, x, w):
    """Return how far the means are off: root mean square, relative to that of the truth."""
    truth = np.linalg.norm(np.asarray(w, dtype=np.float64), axis=0) / np.sqrt(2 * np.pi)
    off = np.asarray(result, dtype=np.float64) - truth
    return float(np.sqrt(np.mean(off**2) / np.mean(truth**2)))


def outside():
    """Return inputs with another mean."""
    x, w = inputs(8)
    return [(x + 1.0, w)]


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
