"""Two networks, two runs of each: what is the same, and what is not."""

import time

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator, sample_mlp


class Estimator(BaseEstimator):
    """Pushes the mean alone through the network."""

    def predict(self, mlp, budget):
        mean = fnp.ones(mlp.width, dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            mean = fnp.maximum(w.T @ mean, 0.0)
            rows.append(mean)
        return fnp.stack(rows, axis=0)


for seed in (0, 1):
    mlp = sample_mlp(width=256, depth=8, rng=fnp.random.default_rng(seed))
    for _ in range(2):
        started = time.perf_counter()
        with flops.BudgetContext(flop_budget=10**9, quiet=True) as context:
            Estimator().predict(mlp, 10**9)
        milliseconds = 1000 * (time.perf_counter() - started)
        print(f"network {seed}: {context.flops_used:,} FLOPs in {milliseconds:.2f} ms")
