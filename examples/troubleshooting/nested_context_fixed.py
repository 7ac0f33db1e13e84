"""The same as nested_context.py, without a context of its own."""

from __future__ import annotations

import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator


class Estimator(BaseEstimator):
    """Leaves the accounts to whoever calls it."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return ones."""
        return fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32) + 1.0
