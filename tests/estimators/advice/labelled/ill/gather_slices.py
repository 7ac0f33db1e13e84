"""Sampling in batches that are selected by index, and sums over what a mask selects."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator

BATCH = 16


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        samples = rng.standard_normal((4 * BATCH, mlp.width), dtype=fnp.float32)
        totals = [fnp.zeros(mlp.width, dtype=fnp.float32) for _ in mlp.weights]
        for start in range(0, 4 * BATCH, BATCH):
            x = samples[fnp.arange(start, start + BATCH)]  # advice: gather
            for layer, w in enumerate(mlp.weights):
                x = fnp.maximum(x @ w, 0.0)
                half = fnp.take(x, list(range(8)), axis=0)  # advice: gather
                spread = fnp.sum(x[x > 1.0])  # advice: gather
                totals[layer] = totals[layer] + fnp.sum(x, axis=0) + 0.001 * fnp.sum(half, axis=0)
                totals[layer] = totals[layer] + 0.001 * spread
        return fnp.stack(totals) / (4.0 * BATCH)
