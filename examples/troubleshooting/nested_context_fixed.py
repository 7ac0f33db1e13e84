"""The same as nested_context.py, with a namespace, which may stand in any context."""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator


class Estimator(BaseEstimator):
    """Gives its accounts a heading in the report."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return ones, counted under a name."""
        with flops.namespace("ones"):
            return fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32) + 1.0
