"""Something with a shape and nothing else. says: array of object"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Shaped:
    shape = (4, 8)


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        return Shaped()  # fails: wrong-type
