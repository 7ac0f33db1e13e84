"""Strassen's method past two levels.

Each level makes seven calls of one and saves an eighth of the products at most. FLOPs go
on falling at large widths, but calls multiply, and each takes time.

Run `python strassen_third_level.py [WIDTH]` to see what both cost.
"""

import sys

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

#: Largest difference of the results, relative to the largest value.
TOLERANCE = 1e-4
#: Other inputs that this saves FLOPs for, and inputs that it does not.
PAYS_FOR = {}
NOT_FOR = {"width 64": {"width": 64}}
#: What it may be given: sizes of each argument, and what holds of its values.
TAKES = {"a": "8m 8m even", "b": "8m 8m even"}
#: The estimator in `hosts` that it is tried in, and the part that it replaces.
HOST = "covariance_propagation.product"
#: Where both agree; `outside` is where they do not.
ONLY_WHERE = "the width is a multiple of 8, and entries are of one order of magnitude"


def inputs(width, dtype="float32", seed=0):
    """Return a covariance matrix and weights, of a width that is a multiple of 8."""
    rng = np.random.default_rng(seed)
    h = rng.standard_normal((2 * width, width))
    w = rng.standard_normal((width, width)) * np.sqrt(2 / width)
    return fnp.asarray((h.T @ h / len(h)).astype(dtype)), fnp.asarray(w.astype(dtype))


def product(a, b, levels):
    """Return a @ b, by Strassen's method on that many levels."""
    if levels == 0:
        return a @ b
    half = len(a) // 2
    a11, a12 = a[:half, :half], a[:half, half:]
    a21, a22 = a[half:, :half], a[half:, half:]
    b11, b12 = b[:half, :half], b[:half, half:]
    b21, b22 = b[half:, :half], b[half:, half:]
    m1 = product(a11 + a22, b11 + b22, levels - 1)
    m2 = product(a21 + a22, b11, levels - 1)
    m3 = product(a11, b12 - b22, levels - 1)
    m4 = product(a22, b21 - b11, levels - 1)
    m5 = product(a11 + a12, b22, levels - 1)
    m6 = product(a21 - a11, b11 + b12, levels - 1)
    m7 = product(a12 - a22, b21 + b22, levels - 1)
    top = [m1 + m4 - m5 + m7, m3 + m5]
    bottom = [m2 + m4, m1 - m2 + m3 + m6]
    return fnp.block([top, bottom])


def before(a, b):
    """Use two levels."""
    return product(a, b, levels=2)


def after(a, b):
    """Use three levels."""
    return product(a, b, levels=3)


def outside():
    """Return a width that two halvings divide."""
    return [inputs(4)]


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
