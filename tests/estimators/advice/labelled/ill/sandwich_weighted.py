"""Gram matrices with weights, on either side."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.random.default_rng(mlp.seed).standard_normal((256, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            d = fnp.mean(x, axis=0)
            weighted = (w * d) @ w.T  # advice: sandwich
            low = w.T @ (d[:, None] * w)  # advice: sandwich
            rows.append(d + 0.0001 * weighted[0] + 0.0001 * low[0])
        return fnp.stack(rows)
