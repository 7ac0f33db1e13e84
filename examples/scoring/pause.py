"""An estimator that predicts nothing, and takes a third of a second over it."""

import time

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        time.sleep(0.33)  # As a slow loop in plain Python would.
        return fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32)
