"""An estimator that returns the last layer only."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        return fnp.zeros(mlp.width, dtype=fnp.float32)
