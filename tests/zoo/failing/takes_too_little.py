"""Wrong parameters: the call itself fails. says: predict() raised TypeError"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self):  # fails: raised
        x = fnp.ones(8) * 2.0
        return x
