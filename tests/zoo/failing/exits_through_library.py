"""Leaves by a function. says: sys.exit('enough')"""

import sys

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        sys.exit("enough")  # fails: exited
