"""The wrong way round. says: shape (8, 4), not (depth, width) = (4, 8). It looks transposed."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        return fnp.stack([x] * mlp.depth).T  # fails: wrong-shape
