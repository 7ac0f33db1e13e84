"""TimeExhaustedError: the wall-clock limit is over.

The limit is looked at when an operation is counted. So the error names the first operation
after the time was over, not the code that took the time.
"""

from __future__ import annotations

import time

import flopscope as flops
import flopscope.numpy as fnp


def main() -> None:
    """Take longer than allowed, then add."""
    x = fnp.zeros(3)
    with flops.BudgetContext(flop_budget=10**12, wall_time_limit_s=0.1, quiet=True):
        time.sleep(0.2)  # This takes the time...
        x + x  # ...and this is blamed.


if __name__ == "__main__":
    main()
