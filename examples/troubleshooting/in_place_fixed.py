"""The same as in_place.py, with a new array in place of each change."""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp

LINES = (
    "x + 1.0",
    "fnp.concatenate([one, x[1:]])",
    "fnp.where(first, 1.0, x)",
    "fnp.full(1_000, 1.0, dtype=fnp.float32)",
)


def main() -> None:
    """Print what each costs on 1,000 numbers."""
    names = {
        "fnp": fnp,
        "x": fnp.zeros(1_000, dtype=fnp.float32),
        "one": fnp.ones(1, dtype=fnp.float32),
        "first": fnp.arange(1_000) == 0,
    }
    for line in LINES:
        with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
            eval(line, names)
        print(f"{line + ':':44}{context.flops_used:>11,} FLOPs")


if __name__ == "__main__":
    main()
