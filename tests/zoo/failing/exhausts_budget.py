"""Spends more than there is. says: predict() exceeded the FLOP budget"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        while True:
            x = fnp.exp(x)  # fails: budget-exhausted
