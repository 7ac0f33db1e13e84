"""Changes arrays, which the client of the grader refuses."""

# round: v1-warmup
import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.full(mlp.width, 0.9, dtype=fnp.float32)
        out = fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32)
        for layer, w in enumerate(mlp.weights):
            x = fnp.maximum(w.T @ x, 0.0)
            out[layer] = x  # warning: in-place
        return out
