"""Raises when it is looked at. says: predict() raised ValueError: do not look"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Shy:
    @property
    def shape(self):
        raise ValueError("do not look")  # fails: raised


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        return Shy()
