"""Sampling with powers of larger expressions, in functions, by other names of a power."""

import flopscope.numpy as np
from whestbench import BaseEstimator


def whiten(x):
    centred = x - np.mean(x, axis=0)
    size = np.sum(np.power(centred, 2), axis=1, keepdims=True)  # advice: power
    return centred * ((1.0 + centred * centred) + size) ** -0.5 * 4.0  # advice: power


def third(x):
    return np.mean((x - np.mean(x, axis=0)) ** 3, axis=0)  # advice: power


def softened(x):
    return pow(x, 2) / (1.0 + x ** np.float32(2))  # advice: power, power


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = np.random.default_rng(mlp.seed)
        x = whiten(rng.standard_normal((64, mlp.width), dtype=np.float32))
        means = []
        for w in mlp.weights:
            x = np.maximum(x @ w, 0.0)
            soft = np.mean(softened(x), axis=0)
            means.append(np.mean(x, axis=0) + 0.001 * third(x) + 0.001 * soft)
        return np.stack(means)
