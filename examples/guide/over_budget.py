"""What happens at the operation that would exceed the budget."""

import flopscope as flops
import flopscope.numpy as fnp

left = fnp.ones((64, 64), dtype=fnp.float32)
right = fnp.ones((64, 64), dtype=fnp.float32)

with flops.BudgetContext(flop_budget=1_000_000, quiet=True) as context:
    fnp.matmul(left, right)
    print(f"One product: {context.flops_used:,} FLOPs used")
    try:
        fnp.matmul(left, right)
    except flops.BudgetExhaustedError as error:
        print(error)

print(f"Afterwards:  {context.flops_used:,} FLOPs used")
