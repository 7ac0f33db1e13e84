"""An exception that is no Exception. says: predict() raised Odd: why"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Odd(BaseException):
    pass


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        raise Odd("why")  # fails: raised
