"""What flopscope counts, and what it does not."""

import threading

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

counted = fnp.ones((512, 512), dtype=fnp.float32)
plain = np.ones((512, 512), dtype=np.float32)


def in_a_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


for name, work in {
    "fnp.matmul": lambda: fnp.matmul(counted, counted),
    "np.matmul of flopscope arrays": lambda: np.matmul(counted, counted),
    "np.matmul of NumPy arrays": lambda: np.matmul(plain, plain),
    "fnp.matmul in a thread": lambda: in_a_thread(lambda: fnp.matmul(counted, counted)),
    "a loop in Python": lambda: sum(n * n for n in range(500_000)),
}.items():
    with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
        work()
    residual = context.summary_dict()["residual_wall_time_s"]
    print(f"{name:30}{context.flops_used:12,} FLOPs{residual:9.4f} s residual")
