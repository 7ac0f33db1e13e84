"""Refused after the fact, by an operation whose cost is known late. says: predict() exceeded"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        x = fnp.ones(200_000)
        while True:
            y = fnp.tile(x, 5)  # fails: budget-exhausted
