"""The same as slow_setup.py, with the table worked out beforehand and read from a file."""

from __future__ import annotations

import json
from pathlib import Path

import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator, SetupContext


class Estimator(BaseEstimator):
    """Reads what it needs from a file beside it."""

    def setup(self, context: SetupContext) -> None:
        """Read the table."""
        file = Path(__file__).with_name("table.json")
        self.table = fnp.array(json.loads(file.read_text()), dtype=fnp.float32)

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return zeros."""
        return fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32)
