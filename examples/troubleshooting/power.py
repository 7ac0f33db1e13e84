"""A single `x**2` costs more than all the arithmetic around it.

A power is billed like `exp`, whatever the exponent. The fix: multiply, divide, take roots.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp

LINES = (
    "x ** 2",
    "x * x",
    "x ** 3",
    "x * x * x",
    "x ** 0.5",
    "fnp.sqrt(x)",
    "x ** -0.5",
    "1.0 / fnp.sqrt(x)",
)


def main() -> None:
    """Print what each line costs on 1,000 numbers."""
    x = fnp.full(1_000, 2.0, dtype=fnp.float32)
    for line in LINES:
        with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
            eval(line, {"fnp": fnp, "x": x})
        print(f"{line + ':':20}{context.flops_used:>11,} FLOPs")


if __name__ == "__main__":
    main()
