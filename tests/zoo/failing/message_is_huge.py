"""An exception with a message of a megabyte. says: 44444…"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        raise ValueError("4" * 10**6)  # fails: raised
