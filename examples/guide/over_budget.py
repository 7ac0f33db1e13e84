"""How exact a budget is."""

import flopscope as flops
import flopscope.numpy as fnp

left = fnp.ones((64, 64), dtype=fnp.float32)
right = fnp.ones((64, 64), dtype=fnp.float32)
one = fnp.ones(1, dtype=fnp.float32)

with flops.BudgetContext(flop_budget=10**9, quiet=True) as trial:
    fnp.matmul(left, right)
print(f"A product costs {trial.flops_used:,} FLOPs.")

with flops.BudgetContext(flop_budget=trial.flops_used, quiet=True) as context:
    fnp.matmul(left, right)
    print(f"Of a budget of {trial.flops_used:,} it used {context.flops_used:,}.")
    try:
        fnp.add(one, one)
    except flops.BudgetExhaustedError as error:
        print(error)
print(f"Afterwards {context.flops_used:,} are used.")
