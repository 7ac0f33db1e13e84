"""Changes what it was given, and forgets it."""

import gc

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        mlp.weights[:] = [w * 2.0 for w in mlp.weights]  # charged: multiply | each layer
        gc.collect()
        rows = []
        for w in mlp.weights:
            rows.append(fnp.max(w, axis=0))  # charged: max | each layer
        mlp.weights.clear()
        return fnp.stack(rows)  # charged: stack | no layer
