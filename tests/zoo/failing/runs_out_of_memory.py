"""Asks for more than there is. says: predict() ran out of memory: Unable to allocate"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        return fnp.zeros((10**6, 10**6))  # fails: memory
