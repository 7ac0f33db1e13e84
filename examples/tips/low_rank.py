"""A covariance of low rank.

Finding the eigenvectors costs more than the whole sandwich does. How much is lost depends
on the layer: much in the first ones, little in deep ones.

Run `python low_rank.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value: no more than all is lost.
TOLERANCE = 1.0
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {}
NOT_FOR = {"width 64": {"width": 64}}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"cov": "m m semidefinite", "w": "m k", "rank": "1 to m"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "covariance_propagation.cut_sandwich"


def inputs(width, dtype="float32", seed=0):
    """Return the tagged covariance of a layer's activations, weights, and a rank."""
    rng = np.random.default_rng(seed)
    w1, w2 = rng.standard_normal((2, width, width)) * np.sqrt(2 / width)
    h = np.maximum(rng.standard_normal((8 * width, width)) @ w1, 0)
    cov = fnp.asarray(np.cov(h.T).astype(dtype))
    return (
        flops.as_symmetric(cov, symmetry=(0, 1)),
        fnp.asarray(w2.astype(dtype)),
        max(1, width // 4),
    )


def before(cov, w, rank):
    """Propagate the whole covariance."""
    return fnp.einsum("ij,ia,jb->ab", cov, w, w)


def after(cov, w, rank):
    """Propagate the largest eigenvalues."""
    values, vectors = fnp.linalg.eigh(cov)
    values, vectors = values[-rank:], vectors[:, -rank:]
    values = fnp.maximum(values, 0.0)  # Rounding can go below 0.
    factor = (vectors * fnp.sqrt(values)).T @ w
    return fnp.einsum("ra,rb->ab", factor, factor)


def error(result, cov, w, rank):
    """Return how far the covariance is off: root mean square, relative to the exact one's."""
    cov, w = np.asarray(cov, dtype=np.float64), np.asarray(w, dtype=np.float64)
    exact = w.T @ cov @ w
    off = np.asarray(result, dtype=np.float64) - exact
    return float(np.sqrt(np.mean(off**2) / np.mean(exact**2)))


def errors_in_use(cov, w, rank):
    """Return how far the covariance is off for some ranks, as parts of the full one."""
    parts = {"half": 2, "quarter": 4, "eighth": 8, "sixteenth": 16}
    return {
        name: error(after(cov, w, max(1, len(cov) // part)), cov, w, rank)
        for name, part in parts.items()
    }


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
