"""It works, but not in a process of its own: predict() prints.

`whest run --runner subprocess` talks to the estimator's process through standard output.
Whatever the estimator prints there is taken for an answer. The fix: print to stderr.
"""

from __future__ import annotations

import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator


class Estimator(BaseEstimator):
    """Says what it does."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return zeros, and print."""
        print(f"predicting a network of width {mlp.width}")
        return fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32)
