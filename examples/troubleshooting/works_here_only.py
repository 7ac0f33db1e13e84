"""It works on my machine: what flopscope warns of, and what it does not have."""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np


def main() -> None:
    """Do three things that need not work where submissions are graded."""
    x = fnp.ones((4, 4), dtype=fnp.float32)
    with flops.BudgetContext(flop_budget=10**12, quiet=True):
        np.exp(x)
        fnp.apply_along_axis(lambda column: column, 0, x)
        fnp.vectorize(lambda number: number)


if __name__ == "__main__":
    main()
