"""The comparison guards against NaN, of which a maximum would make one more."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rows = []
        for w in mlp.weights:
            y = fnp.log(fnp.abs(fnp.mean(w, axis=0)))
            rows.append(fnp.where(y > 0, y, 0.0))
        return fnp.stack(rows)
