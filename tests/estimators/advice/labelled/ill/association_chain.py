"""Chains in calls: a thin matrix last, a wide one first; and a product held in a variable."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((256, mlp.width), dtype=fnp.float32)
        thin = rng.standard_normal((mlp.width, 2), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            few = fnp.matmul(fnp.matmul(w, w), thin)  # advice: association
            many = x.dot(w).dot(w)  # advice: association
            rows.append(fnp.mean(x, axis=0) + 0.001 * fnp.sum(few) + 0.001 * fnp.mean(many, axis=0))
        return fnp.stack(rows)
