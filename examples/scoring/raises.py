"""An estimator whose table is too short for some networks."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator

SCALES = (0.1,)


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        means = 0.5 * fnp.ones((mlp.depth, mlp.width), dtype=fnp.float32)
        return means * SCALES[mlp.seed % 2]
