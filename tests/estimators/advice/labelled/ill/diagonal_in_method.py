"""A whole layer in a method, with a comment and a product in it."""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def _step(self, mean, cov, weight):
        # Through the linear map first.
        mu = fnp.matmul(weight.T, mean)  # advice: first-layer
        sigma2 = fnp.einsum("ij,ia,jb->ab", cov, weight, weight)  # advice: diagonal-only, first-layer
        var = fnp.maximum(fnp.einsum("ii->i", sigma2), 1e-12)
        s = fnp.sqrt(var)
        a = mu / s
        f = fnp.exp(a * a * -0.5) * 0.3989422804014327
        p = flops.stats.norm.cdf(a).astype(fnp.float32)
        out = mu * p + s * f
        exact = (mu * mu + var) * p + mu * s * f - out * out
        gain = fnp.outer(p, p)
        return out, gain * sigma2 + fnp.diag(exact - p * p * var)

    def predict(self, mlp, budget):
        mean = fnp.zeros(mlp.width, dtype=fnp.float32)
        cov = fnp.eye(mlp.width, dtype=fnp.float32)
        result = []
        for layer, weight in enumerate(mlp.weights):
            mean, cov = self._step(mean, cov, weight)
            result += [mean * (1.0 + 0.0 * layer)]
        return fnp.stack(result)
