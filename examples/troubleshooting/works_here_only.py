"""It works on my machine: what flopscope warns of, and what it does not have.

Submissions are graded with a client and a server. A warning names what works in one
process only. The fix: call flopscope's own functions, and heed every warning.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np


def main() -> None:
    """Do three things that need not work where submissions are graded."""
    x = fnp.ones((4, 3), dtype=fnp.float32)
    with flops.BudgetContext(flop_budget=10**12, quiet=True):
        np.exp(x)
        fnp.apply_along_axis(max, 0, x)
        fnp.vectorize(lambda number: max(number, 0.0))(x)


if __name__ == "__main__":
    main()
