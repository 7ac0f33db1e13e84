"""Complex numbers. says: array of complex128, which are not real numbers"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        return fnp.stack([x] * mlp.depth) * 1j  # fails: wrong-type
