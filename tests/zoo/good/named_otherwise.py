"""A class that is not called Estimator, beside one that is no estimator."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Helper:
    pass


class MeanPropagation(BaseEstimator):
    def predict(self, mlp, budget):
        return fnp.zeros((mlp.depth, mlp.width))
