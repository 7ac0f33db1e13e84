"""The copy is wanted: what is selected is written into, and the weights must stay as they are."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rows = []
        for w in mlp.weights:
            block = w[fnp.arange(mlp.width)]
            fnp.fill_diagonal(block, 0.0)
            rows.append(fnp.mean(block, axis=0))
        return fnp.stack(rows)
