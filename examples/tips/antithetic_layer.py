"""Send antithetic samples through once.

Samples x and -x have pre-activations z and -z, and relu(-z) = relu(z) - z. So the second
half of the layer costs a subtraction instead of a product.

Run `python antithetic_layer.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-5
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
NOT_FOR = {}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"x": "n m", "w": "m k"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "antithetic_sampling.first_layer"


def inputs(width, dtype="float32", seed=0):
    """Return half of the input samples, and the first layer's weights."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((2 * width, width))
    w = rng.standard_normal((width, width)) * np.sqrt(2 / width)
    return fnp.asarray(x.astype(dtype)), fnp.asarray(w.astype(dtype))


def before(x, w):
    """Send both halves through the layer."""
    samples = fnp.concatenate([x, -x])
    return fnp.maximum(samples @ w, 0.0)


def after(x, w):
    """Send one half through, derive the other."""
    z = x @ w
    h = fnp.maximum(z, 0.0)
    return fnp.concatenate([h, h - z])


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
