"""A guard against an estimator that takes too long."""

import time

import flopscope as flops
import flopscope.numpy as fnp

vector = fnp.ones(1000, dtype=fnp.float32)

try:
    with flops.BudgetContext(flop_budget=10**9, wall_time_limit_s=0.5, quiet=True):
        time.sleep(1.0)  # Not counted, so nothing ends it ...
        fnp.exp(vector)  # ... until the next counted operation.
except flops.TimeExhaustedError as error:
    print(error)
