"""An exception with several lines and terminal controls. says: ValueError: one two [red]three[/red]"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        raise ValueError("one\n\ttwo\n[red]three[/red]\x1b[2J")  # fails: raised
