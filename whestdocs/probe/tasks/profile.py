"""Profiling an estimator: what its predict() spends, line by line."""

from __future__ import annotations

from ..estimators.measurement import Measurement
from ..task import Task


def measure(task: Task) -> None:
    """Measure the estimator that the request names."""
    Measurement(task).run()
