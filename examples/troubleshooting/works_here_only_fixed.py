"""The same as works_here_only.py, with flopscope's own functions.

Run it with `python -W error`, which makes every warning an error.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp


def main() -> None:
    """Do three things that work everywhere."""
    x = fnp.ones((4, 3), dtype=fnp.float32)
    with flops.BudgetContext(flop_budget=10**12, quiet=True):
        fnp.exp(x)
        fnp.max(x, axis=0)
        fnp.maximum(x, 0.0)
    print("no warning, no error")


if __name__ == "__main__":
    main()
