"""Loops that are as long as the network is deep by chance: none of them runs over layers."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Rule:
    weights = (0.1, 0.2, 0.3, 0.4)
    depth = 4


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x, rule = fnp.ones(mlp.width), Rule()  # charged: ones | no layer
        for _ in range(4):
            x = fnp.tanh(x)  # charged: tanh | no layer
        for number, weight in enumerate(rule.weights):
            for _ in range(2):
                x = x * weight + number  # charged: multiply, add | no layer
        for factor in (1.0, 2.0, 3.0, 4.0):
            x = x / factor  # charged: true_divide | no layer
        return fnp.stack([x] * mlp.depth)  # charged: stack | no layer
