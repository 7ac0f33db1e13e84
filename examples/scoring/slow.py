"""An estimator that takes its time outside flopscope."""

import time

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        time.sleep(3)  # As a slow loop in plain Python would.
        means = fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32)
        return fnp.maximum(means, 0.0)
