"""An estimator that returns float64, and what its own predict() counts."""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator, sample_mlp


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        return fnp.zeros((mlp.depth, mlp.width))  # The default dtype is float64.


if __name__ == "__main__":
    mlp = sample_mlp(width=256, depth=8)
    with flops.BudgetContext(flop_budget=10**9, quiet=True) as context:
        Estimator().predict(mlp, 10**9)
    print(f"predict() alone: {context.flops_used:,} FLOPs")
