"""setup() is too slow, and the whole run fails with it.

setup() has no FLOP budget, but a few seconds. There is no second try and no partial
credit: if it takes longer, no network is scored.
"""

from __future__ import annotations

import time

import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator, SetupContext


class Estimator(BaseEstimator):
    """Prepares for longer than setup() may take."""

    def setup(self, context: SetupContext) -> None:
        """Work out a table."""
        time.sleep(5.5)  # Stands for whatever takes you so long.
        self.table = fnp.zeros(1_000)

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return zeros."""
        return fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32)
