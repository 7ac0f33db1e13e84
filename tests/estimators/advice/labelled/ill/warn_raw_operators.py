"""The same with operators and a helper; the rest is counted."""

import flopscope.numpy as fnp
import numpy
from whestbench import BaseEstimator


def covariance(samples):
    centred = samples - samples.mean(axis=0)
    return centred.T @ centred  # warning: uncounted-numpy


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.random.default_rng(mlp.seed).standard_normal((64, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            spread = covariance(numpy.asarray(x, dtype=numpy.float32))
            rows.append(fnp.mean(x, axis=0) + 0.0 * float(spread[0, 0]))
        return fnp.stack(rows)
