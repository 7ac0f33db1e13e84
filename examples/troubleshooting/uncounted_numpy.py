"""My FLOPs are too good to be true: NumPy did the work.

flopscope counts what it is asked for, and what NumPy is asked to do with its arrays. What
NumPy does with NumPy's own arrays is on no bill. The fix: call flopscope and nothing else.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np


def main() -> None:
    """Print what four products cost; A is flopscope's array, raw is NumPy's."""
    raw = np.ones((256, 256), dtype=np.float32)
    A = fnp.asarray(raw)
    products = {
        "fnp.matmul(A, A)": lambda: fnp.matmul(A, A),
        "fnp.matmul(raw, raw)": lambda: fnp.matmul(raw, raw),
        "np.matmul(A, A)": lambda: np.matmul(A, A),
        "np.matmul(raw, raw)": lambda: np.matmul(raw, raw),
    }
    for name, product in products.items():
        with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
            product()
        print(f"{name + ':':24}{context.flops_used:>11,} FLOPs")


if __name__ == "__main__":
    main()
