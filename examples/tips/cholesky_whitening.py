"""Whiten by Cholesky, not by eigenvectors.

Any square root of the second moments whitens samples. From g = L L^T, the samples times
L^-T have second moments of one, and the factor is folded into the next weights.

Run `python cholesky_whitening.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of what is compared, relative to the largest value.
TOLERANCE = 1e-5
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
NOT_FOR = {}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"g": "m m definite", "w": "m k"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "whitened_sampling.fold_whitening"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "the second moments have full rank"


def inputs(width, dtype="float32", seed=0):
    """Return the second moments of samples, and the weights that they go through."""
    rng = np.random.default_rng(seed)
    h = rng.standard_normal((4 * width, width))
    w = rng.standard_normal((width, width)) * np.sqrt(2 / width)
    return fnp.asarray((h.T @ h / len(h)).astype(dtype)), fnp.asarray(w.astype(dtype))


def before(g, w):
    """Fold in the whitening by eigenvectors."""
    values, vectors = fnp.linalg.eigh(g)
    return (vectors / fnp.sqrt(values)) @ w


def after(g, w):
    """Fold in the whitening by Cholesky."""
    lower = fnp.linalg.cholesky(g)
    return fnp.linalg.solve(lower.T, w)


def compared(folded, g, w):
    """Return the second moments behind the folded weights.

    The two whitenings differ by a rotation, which changes samples but not their moments.
    """
    folded, g = np.asarray(folded, dtype=np.float64), np.asarray(g, dtype=np.float64)
    return folded.T @ g @ folded


def outside():
    """Return second moments of rank one."""
    ones = fnp.ones((4, 4), dtype=fnp.float32)
    return [(ones, ones)]


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
