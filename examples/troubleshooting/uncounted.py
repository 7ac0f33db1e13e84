"""My FLOPs are too good to be true: part of the work was not counted.

What NumPy computes with NumPy's arrays, and what another thread computes, is on no bill.
"""

from __future__ import annotations

import threading

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

LINES = (
    "fnp.matmul(A, A)",
    "np.matmul(A, A)",
    "np.matmul(raw, raw)",
    "fnp.matmul(raw, raw)",
    "in_a_thread(lambda: fnp.matmul(A, A))",
    "float(A[0, 0]) * float(A[0, 0])",
)


def in_a_thread(work: object) -> None:
    """Do something in another thread, and wait for it."""
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def main() -> None:
    """Print what each line costs; A is flopscope's array, raw is NumPy's."""
    raw = np.ones((256, 256), dtype=np.float32)
    names = {"fnp": fnp, "np": np, "A": fnp.asarray(raw), "raw": raw, "in_a_thread": in_a_thread}
    for line in LINES:
        with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
            eval(line, names)
        print(f"{line}: {context.flops_used:,} FLOPs", flush=True)


if __name__ == "__main__":
    main()
