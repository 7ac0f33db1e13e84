"""Layers from a generator, which gives the products right to the function that needs them."""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


def moments(mu, c):
    v = fnp.maximum(fnp.diag(c), 1e-12)
    s = fnp.sqrt(v)
    t = mu / s
    phi = 0.3989422804014327 * fnp.exp(-0.5 * t * t)
    cap = flops.stats.norm.cdf(t).astype(fnp.float32)
    m = mu * cap + s * phi
    second = (mu * mu + v) * cap + mu * s * phi
    k = c * fnp.outer(cap, cap)
    fnp.fill_diagonal(k, second - m * m)  # advice: symmetry-lost
    return m, k


def propagate(weights, width):
    m, k = fnp.zeros(width, dtype=fnp.float32), fnp.eye(width, dtype=fnp.float32)
    for index, w in zip(range(len(weights)), weights):
        m, k = moments(w.T @ m, w.T @ k @ w)  # advice: sandwich, diagonal-only, first-layer, first-layer
        yield m


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        return fnp.stack(list(propagate(mlp.weights, mlp.width)))
