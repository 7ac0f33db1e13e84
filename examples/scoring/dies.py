"""An estimator whose process ends before it answers."""

import os

from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        os._exit(1)  # As a crash or the system's memory guard would.
