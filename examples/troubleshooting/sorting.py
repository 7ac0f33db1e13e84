"""One sort costs more than the layer around it.

Sorting is billed by comparisons: more for each element, the more elements there are.
The fix: ask for what you need of the order. A median, a quantile, a largest value or a
threshold needs no sorted array.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp

LINES = (
    "fnp.sort(x)[500]",
    "fnp.partition(x, 500)[500]",
    "fnp.quantile(x, 0.5)",
    "fnp.median(x)",
    "fnp.argsort(x)[-1]",
    "fnp.argmax(x)",
    "fnp.max(x)",
    "fnp.sort(y)",
)


def main() -> None:
    """Print what each line costs; x holds 1,000 numbers, y holds 16 times as many."""
    rng = fnp.random.default_rng(0)
    names = {
        "fnp": fnp,
        "x": rng.standard_normal(1_000, dtype=fnp.float32),
        "y": rng.standard_normal(16_000, dtype=fnp.float32),
    }
    for line in LINES:
        with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
            eval(line, names)
        print(f"{line + ':':30}{context.flops_used:>11,} FLOPs")


if __name__ == "__main__":
    main()
