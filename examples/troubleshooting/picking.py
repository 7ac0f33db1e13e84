"""Picking elements costs more than computing them.

Newer releases charge several FLOPs for each element that an index array or a mask
selects, and `where` with three arguments is expensive in every release. The fix: slices, which
are free, and `maximum`, `minimum` or a product with a mask.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp

LINES = (
    "x[index]",
    "x[:500]",
    "x[x > 0.0]",
    "x * (x > 0.0)",
    "fnp.where(x > 0.0, x, 0.0)",
    "fnp.maximum(x, 0.0)",
)


def main() -> None:
    """Print what each line costs on 1,000 numbers, half of them positive."""
    names = {
        "fnp": fnp,
        "x": fnp.linspace(-1.0, 1.0, 1_000, dtype=fnp.float32),
        "index": fnp.arange(500),
    }
    for line in LINES:
        with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
            eval(line, names)
        print(f"{line + ':':30}{context.flops_used:>11,} FLOPs")


if __name__ == "__main__":
    main()
