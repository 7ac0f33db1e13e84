"""A layer in a static method that calls two functions."""

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


def rectify(mu, c):
    v = fnp.maximum(fnp.diag(c), 1e-12)
    s = fnp.sqrt(v)
    t = mu / s
    phi = 0.3989422804014327 * fnp.exp(-0.5 * t * t)
    cap = flops.stats.norm.cdf(t).astype(fnp.float32)
    m = mu * cap + s * phi
    second = (mu * mu + v) * cap + mu * s * phi
    return m, c * fnp.outer(cap, cap) + fnp.diag(second - m * m - cap * cap * v)


def push(mu, c, w):
    return w.T @ mu, fnp.einsum("ij,ia,jb->ab", c, w, w)  # advice: first-layer, diagonal-only, first-layer


class Estimator(BaseEstimator):
    @staticmethod
    def layer(mu, c, w):
        mu, c = push(mu, c, w)
        mu, c = rectify(mu, c)
        return mu, c

    def predict(self, mlp, budget):
        mu, c = fnp.zeros(mlp.width, dtype=fnp.float32), fnp.eye(mlp.width, dtype=fnp.float32)
        rows = []
        for w in list(mlp.weights):
            mu, c = Estimator.layer(mu, c, w)
            rows.append(mu)
        return fnp.stack(rows)
