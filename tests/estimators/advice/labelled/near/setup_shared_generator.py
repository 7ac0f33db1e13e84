"""A generator of the module goes on from network to network: its draws are never the same."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator

RNG = fnp.random.default_rng(5)


def draw(width):
    return RNG.standard_normal((64, width), dtype=fnp.float32)


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = RNG.standard_normal((64, mlp.width), dtype=fnp.float32)
        y = draw(mlp.width)
        first, second = fnp.mean(x, axis=0), fnp.mean(y, axis=0)
        return fnp.stack([first + second for _ in mlp.weights])
