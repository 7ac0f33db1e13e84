"""Raises. says: ZeroDivisionError: integer division"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        return x / (1 // 0)  # fails: raised
