"""An exception that cannot be shown. says: Unshowable: (its message cannot be shown)"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Unshowable(Exception):
    def __str__(self):
        raise ValueError("no")

    __repr__ = __str__


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        raise Unshowable  # fails: raised
