"""Powers, choices, products and gathers of plain Python numbers, lists and sizes."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Matrix:
    """Something that has @ and .T, and is on nobody's bill."""

    def __init__(self, name):
        self.name = name

    @property
    def T(self):
        return self

    def __matmul__(self, other):
        return Matrix(self.name + other.name)


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        scale = 1.0 / mlp.width**0.5
        n = mlp.width**2 // mlp.width
        table = [[i * j for j in range(4)] for i in range(4)]
        pairs = [table[i][: i + 1] for i in (1, 2)]
        a, b = Matrix("a"), Matrix("b")
        name = (a.T @ b @ a).name * 2**2
        rng = fnp.random.default_rng(mlp.seed + len(name) + len(pairs))
        x = rng.standard_normal((n, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0) * (1.0 + 0.0 * scale**2)
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows)
