"""What flopscope counts, and what it does not."""

import threading

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

SIDE = 512
counted = fnp.ones((SIDE, SIDE), dtype=fnp.float32)
plain = np.ones((SIDE, SIDE), dtype=np.float32)


def flopscope_matmul():
    fnp.matmul(counted, counted)


def numpy_function_of_a_flopscope_array():
    np.matmul(counted, counted)


def numpy_function_of_numpy_arrays():
    np.matmul(plain, plain)


def flopscope_in_a_thread():
    worker = threading.Thread(target=flopscope_matmul)
    worker.start()
    worker.join()


def loop_in_python():
    sum(number * number for number in range(500_000))


for work in (
    flopscope_matmul,
    numpy_function_of_a_flopscope_array,
    numpy_function_of_numpy_arrays,
    flopscope_in_a_thread,
    loop_in_python,
):
    with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
        work()
    residual = context.summary_dict()["residual_wall_time_s"]
    print(f"{work.__name__:36} {context.flops_used:12,} FLOPs {residual:8.4f} s residual")
