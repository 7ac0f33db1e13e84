"""says: setup() raised KeyError: 'weights'"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def setup(self, context):
        fnp.exp(fnp.ones(10))
        self.table = {}["weights"]  # fails: setup

    def predict(self, mlp, budget):
        return self.table
