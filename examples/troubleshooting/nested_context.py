"""RuntimeError: Cannot nest BudgetContexts.

An estimator is called inside a BudgetContext already. One of its own is refused.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator


class Estimator(BaseEstimator):
    """Keeps its own accounts."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return ones, and count what they cost."""
        with flops.BudgetContext(flop_budget=budget, quiet=True):
            return fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32) + 1.0
