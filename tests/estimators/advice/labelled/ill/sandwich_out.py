"""A Gram matrix into an array that is there already."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.random.default_rng(mlp.seed).standard_normal((256, mlp.width), dtype=fnp.float32)
        second = fnp.zeros((mlp.width, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            fnp.matmul(x.T, x, out=second)  # advice: sandwich
            rows.append(fnp.mean(x, axis=0) + 0.0001 * second[0])
        return fnp.stack(rows)
