"""Work at import, in the constructor and in setup(), none of it on the budget of predict()."""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator

AT_IMPORT = fnp.exp(fnp.ones(10))


class Estimator(BaseEstimator):
    def __init__(self):
        self.made = fnp.tanh(fnp.ones(20))

    def setup(self, context):
        with flops.BudgetContext(flop_budget=10**9, quiet=True):
            self.table = fnp.sqrt(fnp.ones((context.width, context.width)))

    def predict(self, mlp, budget):
        row = self.table[0] + AT_IMPORT[0] + self.made[0]  # charged: add
        return fnp.stack([row] * mlp.depth)  # charged: stack
