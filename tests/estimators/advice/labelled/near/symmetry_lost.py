"""A tag that is lost where nothing asks for it any more, and a matrix that is not symmetric."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        gain = fnp.linspace(0.5, 1.0, mlp.width).astype(fnp.float32)
        rows = []
        for w in mlp.weights:
            gram = fnp.einsum("ki,kj->ij", w, w)
            rows.append(fnp.sum(gram * gain, axis=0) * 0.01)
        return fnp.stack(rows)
