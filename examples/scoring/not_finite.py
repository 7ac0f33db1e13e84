"""An estimator that divides by a variance of zero."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        variance = fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32)
        return variance / variance
