"""Count booleans in float32.

A sum of booleans is an int64, which is billed like a float64. Ask for float32,
which is exact for counts up to 2**24.

Run `python count_true.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 0.0
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}}
NOT_FOR = {}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"z": "n m"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "sampled_moments.count_positive"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "there are at most 2**24 samples"


def inputs(width, dtype="float32", seed=0):
    """Return pre-activations of samples."""
    rng = np.random.default_rng(seed)
    return (fnp.asarray(rng.standard_normal((4 * width, width)).astype(dtype)),)


def before(z):
    """Count the active samples of each neuron."""
    active = z > 0.0
    return fnp.sum(active, axis=0)


def after(z):
    """Count them in float32."""
    active = z > 0.0
    return fnp.sum(active, axis=0, dtype=fnp.float32)


def outside():
    """Return one sample more."""
    return [(fnp.ones((2**24 + 1, 1), dtype=fnp.float32),)]


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
