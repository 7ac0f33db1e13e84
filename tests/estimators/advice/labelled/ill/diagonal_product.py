"""The diagonal of a product, in calls, methods and an einsum; once through a variable."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def variances(x):
    return fnp.diag(x.T @ x) / 64.0  # advice: diagonal-only


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((64, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            overlap = fnp.matmul(w, w.T).diagonal()  # advice: diagonal-only
            product = w @ w
            corner = fnp.einsum("ii->i", product)  # advice: diagonal-only
            rows.append(fnp.mean(x, axis=0) + 0.001 * (variances(x) + overlap + corner))
        return fnp.stack(rows)
