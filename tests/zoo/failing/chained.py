"""An exception from another. says: RuntimeError: second"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        try:
            return x / (1 // 0)
        except ZeroDivisionError as error:
            raise RuntimeError("second") from error  # fails: raised
