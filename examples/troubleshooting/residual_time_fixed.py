"""The same as residual_time.py, with the work done in setup()."""

from __future__ import annotations

import time

import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator, SetupContext


class Estimator(BaseEstimator):
    """Does a second of work outside flopscope before the first network."""

    def setup(self, context: SetupContext) -> None:
        """Do what does not depend on the network; time here is not residual time."""
        time.sleep(1.0)

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return zeros at once."""
        return fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32)
