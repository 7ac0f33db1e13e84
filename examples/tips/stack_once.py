"""Stack once, at the end.

Joining each layer's means to those of the layers before copies all of them again. A list
copies nothing.

Run `python stack_once.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 0.0
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"8 layers": {"depth": 8}, "32 layers": {"depth": 32}}
NOT_FOR = {}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"means": "d m list"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "mean_propagation.stack"


def inputs(width, dtype="float32", seed=0, depth=16):
    """Return the means of every layer."""
    rng = np.random.default_rng(seed)
    return ([fnp.asarray(rng.random(width).astype(dtype)) for _ in range(depth)],)


def before(means):
    """Join each layer to those before."""
    rows = means[0][None]
    for mean in means[1:]:
        rows = fnp.concatenate([rows, mean[None]])
    return rows


def after(means):
    """Collect layers, and stack them once."""
    rows = []
    for mean in means:
        rows.append(mean)
    return fnp.stack(rows)


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
