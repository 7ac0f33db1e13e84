"""Zero divided by zero. says: not finite as float32, first in layer 2 of 0 to 3"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        rows = [x, x, (x - x) / (x - x), x]
        return fnp.stack(rows)  # fails: non-finite
