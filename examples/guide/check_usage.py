"""What does predict() spend, and on what?"""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator, sample_mlp


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        mean = fnp.ones(mlp.width, dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            mean = fnp.maximum(w.T @ mean, 0.0)
            rows.append(mean)
        return fnp.stack(rows, axis=0)


mlp = sample_mlp(width=64, depth=4)
budget = 10_000_000

with flops.BudgetContext(flop_budget=budget, quiet=True) as context:
    means = Estimator().predict(mlp, budget)

print(f"FLOPs used:      {context.flops_used:,}")
print(f"FLOPs remaining: {context.flops_remaining:,}")
