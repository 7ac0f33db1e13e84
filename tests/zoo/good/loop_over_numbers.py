"""Layers by number: counted from zero, from one, downwards, and by a fixed index."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = mlp.weights[0].T @ fnp.ones(mlp.width)  # charged: ones, matmul | layer 0
        for layer in range(1, mlp.depth):
            x = mlp.weights[layer].T @ x  # charged: matmul | layers 1-
            x = fnp.tanh(x)  # charged: tanh | layers 1-
        for number in range(1, mlp.depth + 1):
            x = x * number  # charged: multiply | each layer
            x = mlp.weights[number - 1].T @ x  # charged: matmul | each layer
        depth = len(mlp.weights)
        for layer in range(depth - 1, -1, -1):
            x = fnp.exp(-x * layer)  # charged: negative, multiply, exp | each layer
        x = mlp.weights[-1].T @ x  # charged: matmul | last layer
        return fnp.stack([x] * mlp.depth)  # charged: stack | no layer
