"""Samples are drawn in float64 and stay so, in each of several batches."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def draw(generator, count, width):
    return generator.standard_normal(size=(count, width))  # advice: rng-dtype


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        total = None
        for _ in range(2):
            x = draw(rng, 32, mlp.width)
            rows = []
            for w in mlp.weights:
                x = fnp.maximum(x @ w, 0.0)
                rows.append(fnp.mean(x, axis=0))
            batch = fnp.stack(rows)
            total = batch if total is None else total + batch
        return (total / 2).astype(fnp.float32)
