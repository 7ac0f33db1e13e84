"""Mean propagation with powers wherever a textbook has them."""

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
        mu = fnp.zeros(mlp.width, dtype=fnp.float32)
        var = fnp.ones(mlp.width, dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            mean = w.T @ mu  # advice: first-layer
            spread = (w**2).T @ var  # advice: power, first-layer
            sigma = spread**0.5  # advice: power
            pdf, cdf = pdf_and_cdf(mean / sigma)
            mu = mean * cdf + sigma * pdf
            second = (mean**2 + spread) * cdf + mean * sigma * pdf  # advice: power, unused
            var = fnp.maximum(second - mu**2, 1e-6)  # advice: power
            rows.append(mu)
        return fnp.stack(rows, axis=0)
