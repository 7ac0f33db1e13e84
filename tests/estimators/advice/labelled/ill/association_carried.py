"""A product of all matrices so far, for the sake of one vector."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        start = fnp.abs(mlp.weights[0][0])
        through = mlp.weights[0]
        rows = []
        for w in mlp.weights:
            through = 0.5 * (w.T @ through)  # advice: association
            rows.append(fnp.abs(through @ start))
        return fnp.stack(rows)
