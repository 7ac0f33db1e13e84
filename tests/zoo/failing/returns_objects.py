"""An array of objects. says: array of object"""

import numpy as np

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        return np.array([[None] * mlp.width] * mlp.depth)  # fails: wrong-type
