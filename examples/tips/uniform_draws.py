"""Make uniform numbers from `random`.

`uniform` draws float64 and takes no dtype. `random` takes one. Scale and shift what it
draws.

Run `python uniform_draws.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of what is compared, relative to the largest value: the draws' noise.
TOLERANCE = 0.02
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}}
NOT_FOR = {}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "uniform_inputs.draw"


def inputs(width, seed=0):
    """Return the shape of a sample block, and a seed."""
    return (max(4 * width, 2**18 // width), width), seed


def before(shape, seed):
    """Draw between -1 and 1."""
    rng = fnp.random.default_rng(seed)
    return rng.uniform(-1.0, 1.0, size=shape)


def after(shape, seed):
    """Draw between 0 and 1, and stretch."""
    rng = fnp.random.default_rng(seed)
    draws = rng.random(shape, dtype=fnp.float32)
    return draws * 2.0 - 1.0


def compared(draws, shape, seed):
    """Return moments of the draws: other numbers of the same distribution."""
    draws = np.asarray(draws, dtype=np.float64)
    return [float(np.mean(draws)), float(np.mean(draws**2)), float(np.mean(np.abs(draws)))]


def main() -> None:
    """Print what both cost, and how far their results differ."""
    width = int(sys.argv[1]) if len(sys.argv) > 1 else 256
    spent, results = [], []
    for function in (before, after):
        arguments = inputs(width)
        with flops.BudgetContext(flop_budget=10**15, quiet=True) as context:
            result = function(*arguments)
        spent.append(context.flops_used)
        results.append(np.asarray(compared(result, *arguments), dtype=np.float64))
    expected, found = results
    difference = np.max(np.abs(found - expected)) / np.max(np.abs(expected))
    print(f"before:     {spent[0]:,} FLOPs")
    print(f"after:      {spent[1]:,} FLOPs")
    print(f"ratio:      {spent[0] / spent[1]:.3g}" if spent[1] else "ratio:      free")
    print(f"difference: {difference:.1e} of the largest value; allowed {TOLERANCE:g}")


if __name__ == "__main__":
    main()
