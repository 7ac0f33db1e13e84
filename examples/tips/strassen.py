"""Use one level of Strassen's method.

Seven products of half the size do what eight do in the ordinary way. The blocks are
slices, so that only the additions come on top.

Run `python strassen.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-5
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {"width 64": {"width": 64}, "float64": {"dtype": "float64"}}
NOT_FOR = {"width 16": {"width": 16}}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"a": "2m 2m even", "b": "2m 2m even"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "covariance_propagation.product"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "the width is even, and entries are of one order of magnitude"


def inputs(width, dtype="float32", seed=0):
    """Return a covariance matrix and weights, of an even width."""
    rng = np.random.default_rng(seed)
    h = rng.standard_normal((2 * width, width))
    w = rng.standard_normal((width, width)) * np.sqrt(2 / width)
    return fnp.asarray((h.T @ h / len(h)).astype(dtype)), fnp.asarray(w.astype(dtype))


def before(a, b):
    """Multiply."""
    return a @ b


def after(a, b):
    """Multiply seven pairs of blocks."""
    half = len(a) // 2
    a11, a12 = a[:half, :half], a[:half, half:]
    a21, a22 = a[half:, :half], a[half:, half:]
    b11, b12 = b[:half, :half], b[:half, half:]
    b21, b22 = b[half:, :half], b[half:, half:]
    m1 = (a11 + a22) @ (b11 + b22)
    m2 = (a21 + a22) @ b11
    m3 = a11 @ (b12 - b22)
    m4 = a22 @ (b21 - b11)
    m5 = (a11 + a12) @ b22
    m6 = (a21 - a11) @ (b11 + b12)
    m7 = (a12 - a22) @ (b21 + b22)
    top = [m1 + m4 - m5 + m7, m3 + m5]
    bottom = [m2 + m4, m1 - m2 + m3 + m6]
    return fnp.block([top, bottom])


def outside():
    """Return an odd width, and a large row and column that never meet in the product."""
    a, b = np.zeros((2, 2, 2), dtype=np.float32)
    a[:, 0], a[:, 1], b[0], b[1] = 1e8, 1.0, 1e-8, 1.0
    return [inputs(3), (fnp.asarray(a), fnp.asarray(b))]


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
