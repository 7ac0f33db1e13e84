"""Monte Carlo in chunks: the layers pass once for each chunk."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator

CHUNKS, SAMPLES = 4, 16


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        halves = [w * 0.5 for w in mlp.weights]  # charged: multiply | each layer
        sums = [0.0] * mlp.depth
        for _ in range(CHUNKS):
            x = rng.standard_normal((SAMPLES, mlp.width), dtype=fnp.float32)  # charged: random.Generator.standard_normal | no layer
            for layer, w in enumerate(mlp.weights):
                x = fnp.maximum(x @ w, 0.0)  # charged: matmul, maximum | each layer
                sums[layer] = sums[layer] + x.sum(axis=0)  # charged: sum, add | each layer
            for half in halves:
                x = x @ half  # charged: matmul | each layer
        return fnp.stack(sums) / (CHUNKS * SAMPLES)  # charged: stack, true_divide | no layer
