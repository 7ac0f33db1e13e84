"""Mean propagation with density and distribution function by hand, all in float32."""

import math

import flopscope.numpy as fnp
from whestbench import BaseEstimator

ROOT = 1.0 / math.sqrt(2.0 * math.pi)
B = (0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429)


def pdf_and_cdf(a):
    size = fnp.abs(a)
    pdf = fnp.exp(-0.5 * a * a) * ROOT
    t = 1.0 / (1.0 + 0.2316419 * size)
    series = t * (B[0] + t * (B[1] + t * (B[2] + t * (B[3] + t * B[4]))))
    tail = pdf * series
    above = fnp.asarray(a > 0).astype(fnp.float32)
    return pdf, above - (2.0 * above - 1.0) * tail


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        first = mlp.weights[0]
        mean = fnp.zeros_like(first[0])
        spread = fnp.maximum(fnp.sum(first * first, axis=0), 1e-9)
        mu, var = mean, spread
        rows = []
        for layer, w in enumerate(mlp.weights):
            if layer > 0:
                mean = w.T @ mu
                spread = fnp.maximum((w * w).T @ var, 1e-9)
            sigma = fnp.sqrt(spread)
            pdf, cdf = pdf_and_cdf(mean / sigma)
            mu = mean * cdf + sigma * pdf
            if layer < mlp.depth - 1:
                second = (mean * mean + spread) * cdf + mean * sigma * pdf
                var = fnp.maximum(second - mu * mu, 0.0)
            rows.append(mu)
        return fnp.stack(rows, axis=0)
