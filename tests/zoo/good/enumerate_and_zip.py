"""Loops over pairs; a list made of the weights follows the layers as they do."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        squares = [w * w for w in mlp.weights]  # charged: multiply | each layer
        rows, x = [], fnp.ones(mlp.width, dtype=fnp.float32)  # charged: ones | no layer
        for layer, (w, square) in enumerate(zip(mlp.weights, squares, strict=True)):
            x = w.T @ x + square.T @ x  # charged: matmul, add | each layer
            rows.append(x * layer)  # charged: multiply | each layer
        for number, square in enumerate(squares[1:], start=1):
            x = square @ x  # charged: matmul | layers 1-
            x = fnp.tanh(x) / number  # charged: tanh, true_divide | layers 1-
        for square in reversed(squares):
            x = fnp.maximum(x @ square, 0.0)  # charged: matmul, maximum | each layer
        return fnp.stack(rows)  # charged: stack | no layer
