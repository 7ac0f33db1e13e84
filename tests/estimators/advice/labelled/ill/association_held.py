"""A product of matrices that is multiplied by vectors alone, in later statements."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        ones = fnp.full(mlp.width, 0.5, dtype=fnp.float32)
        first, second = mlp.weights[0], mlp.weights[1]
        both = first @ second  # advice: association
        left = both @ ones
        right = ones @ both
        row = 0.01 * (left + right)
        return fnp.stack([row] * mlp.depth)
