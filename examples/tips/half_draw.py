"""Draw half the samples, and negate them.

The inputs are symmetric around zero, so that -x is as good a sample as x. Pairs of both
also balance each other: every odd moment of the samples is zero, as it should be.

Run `python half_draw.py [WIDTH]` to see what both cost.
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
HOST = "monte_carlo.draw"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "the number of samples is even"


def inputs(width, seed=0):
    """Return the shape of a sample block, with an even number of rows, and a seed."""
    return (max(4 * width, 2**18 // width // 2 * 2), width), seed


def before(shape, seed):
    """Draw all samples."""
    rng = fnp.random.default_rng(seed)
    return rng.standard_normal(shape, dtype=fnp.float32)


def after(shape, seed):
    """Draw half of them, and negate those."""
    rng = fnp.random.default_rng(seed)
    shape = (shape[0] // 2, shape[1])
    half = rng.standard_normal(shape, dtype=fnp.float32)
    return fnp.concatenate([half, -half])


def compared(draws, shape, seed):
    """Return moments of the draws: other numbers of the same distribution."""
    draws = np.asarray(draws, dtype=np.float64)
    return [float(np.mean(draws)), float(np.mean(draws**2)), float(np.mean(np.abs(draws)))]


def error(draws, shape, seed):
    """Return how far the samples are off in the mean behind a first layer.

    Root mean square over neurons, relative to that of the exact means.
    """
    x = np.asarray(draws, dtype=np.float64)
    w = np.random.default_rng(seed + 1).standard_normal((shape[1], shape[1]))
    truth = np.linalg.norm(w, axis=0) / np.sqrt(2 * np.pi)
    off = np.mean(np.maximum(x @ w, 0), axis=0) - truth
    return float(np.sqrt(np.mean(off**2) / np.mean(truth**2)))


def outside():
    """Return an odd number of samples."""
    return [((3, 4), 0)]


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
