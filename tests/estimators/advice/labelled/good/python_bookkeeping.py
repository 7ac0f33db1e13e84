"""Item assignment and += of lists, dictionaries and numbers; raw NumPy of a few numbers' shapes."""

import flopscope.numpy as fnp
import numpy as np
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((32, mlp.width), dtype=fnp.float32)
        rows = [None] * mlp.depth
        seen = {}
        count = 0
        for layer, w in enumerate(mlp.weights):
            x = fnp.maximum(x @ w, 0.0)
            count += 1
            seen[layer] = count
            rows[layer] = fnp.mean(x, axis=0)
        assert np.dtype(np.float32).itemsize == 4
        return fnp.stack(rows)
