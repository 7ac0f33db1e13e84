"""A correction by traces of products."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.random.default_rng(mlp.seed).standard_normal((64, mlp.width), dtype=fnp.float32)
        rows = []
        before = mlp.weights[0]
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            shared = fnp.trace(before.T @ w)  # advice: trace-product
            energy = (w @ before).trace()  # advice: trace-product
            rows.append(fnp.mean(x, axis=0) + 0.001 * shared + 0.001 * energy)
            before = w
        return fnp.stack(rows)
