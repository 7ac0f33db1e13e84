"""float64 wherever it is convenient: this round does not bill for it."""

# round: v1-warmup
import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((32, mlp.width))
        scale = fnp.ones(mlp.width)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0) * scale
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows, axis=0)
