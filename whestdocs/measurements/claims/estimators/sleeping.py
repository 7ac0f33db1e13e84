"""The page's mean propagation, with time spent outside flopscope: it sleeps first."""

from __future__ import annotations

import time

import flopscope.numpy as fnp
from mean_propagation import Estimator as MeanPropagation
from whestbench import MLP


class SleepsShortly(MeanPropagation):
    """Sleeps less than the current round's cap on residual time."""

    seconds = 0.3

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Sleep, then return the mean of every neuron."""
        time.sleep(self.seconds)
        return super().predict(mlp, budget)


class SleepsLonger(SleepsShortly):
    """Sleeps longer than that cap."""

    seconds = 0.6
