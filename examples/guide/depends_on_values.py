"""One shape, two costs: selecting is charged by how much is selected."""

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

values = fnp.ones(1000, dtype=fnp.float32)

for chosen in (10, 900):
    mask = fnp.asarray(np.arange(1000) < chosen)
    with flops.BudgetContext(flop_budget=10**6, quiet=True) as context:
        fnp.compress(mask, values)
    print(f"{chosen:3} of 1000 chosen: {context.flops_used:,} FLOPs")
