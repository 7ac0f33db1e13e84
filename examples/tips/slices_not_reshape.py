"""Slice batches instead of reshaping.

A reshape is billed for every element in newer releases, although it moves none. Slices
are free.

Run `python slices_not_reshape.py [WIDTH]` to see what both cost.
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
TAKES = {"x": "3s m", "size": lambda x: len(x) // 3}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "monte_carlo.batch_means"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "the size of a batch divides the number of samples"


def inputs(width, dtype="float32", seed=0):
    """Return samples behind a ReLU, and the size of a batch of them."""
    rng = np.random.default_rng(seed)
    x = np.maximum(rng.standard_normal((4 * width, width)), 0)
    return fnp.asarray(x.astype(dtype)), width // 2


def before(x, size):
    """Reshape to batches, and average each."""
    batches = x.reshape(-1, size, x.shape[1])
    return fnp.mean(batches, axis=1)


def after(x, size):
    """Slice each batch, and average it."""
    starts = range(0, len(x), size)
    batches = [x[i : i + size] for i in starts]
    return fnp.stack([fnp.mean(b, axis=0) for b in batches])


def outside():
    """Return a last batch that is smaller."""
    x, size = inputs(8)
    return [(x[:-1], size)]


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
