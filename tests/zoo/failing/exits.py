"""Leaves the Python. says: sys.exit(0)"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        raise SystemExit(0)  # fails: exited
