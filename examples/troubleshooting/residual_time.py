"""It spends hardly any FLOPs, and time makes it fail or cost.

Time in predict() that flopscope does not use itself is residual time: loops in Python,
other libraries, waiting. Depending on the round it is capped, or charged like FLOPs.
"""

from __future__ import annotations

import time

import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator


class Estimator(BaseEstimator):
    """Does a second of work outside flopscope for every network."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return zeros, slowly."""
        time.sleep(1.0)  # Stands for any work that flopscope does not do.
        return fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32)
