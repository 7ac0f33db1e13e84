"""Results that look unused: drawn, tried, kept by a closure, or read by another pass."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def spread_of(x, log):
    log.append(fnp.max(x, axis=0))
    return fnp.mean(x, axis=0)


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((64, mlp.width), dtype=fnp.float32)
        skipped = rng.standard_normal((64, mlp.width), dtype=fnp.float32)
        x = rng.standard_normal((64, mlp.width), dtype=fnp.float32)
        rows, log, before = [], [], None
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            row = spread_of(x, log)
            rows.append(row if before is None else row + 0.0 * before)
            before = row * 0.5
        scale = fnp.sum(x)
        try:
            root = fnp.linalg.cholesky(fnp.einsum("ki,kj->ij", x, x) + 1.0)
        except ArithmeticError:
            rows[-1] = rows[-1] * 0.0
        return fnp.stack(rows) + 0.0 * fnp.stack(log) + (lambda: scale)() * 0.0
