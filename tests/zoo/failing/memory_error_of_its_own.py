"""Raises MemoryError itself. says: predict() ran out of memory. Use smaller arrays"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        raise MemoryError  # fails: memory
