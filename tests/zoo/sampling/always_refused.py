"""A product that no budget has room for, and a guess where it is refused."""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        try:
            tall = fnp.ones((mlp.depth, 10 * budget), dtype=fnp.float32)
            return (tall @ tall.T) @ fnp.ones((mlp.depth, mlp.width), dtype=fnp.float32)
        except flops.BudgetExhaustedError:
            return mlp.weights[0][: mlp.depth]
