"""Functions that flopscope or Python calls back."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = mlp.weights[0]
        sums = fnp.fromiter(  # charged: fromiter
            (float(fnp.sum(row)) for row in x),  # charged: sum
            dtype=float,
        )
        table = fnp.fromfunction(  # charged: fromfunction
            lambda i, j: float(fnp.sum(x)) + i + j,  # charged: sum
            (mlp.depth, mlp.width),
        )
        table = fnp.piecewise(  # charged: piecewise
            table,
            [table > 3.0],  # charged: greater
            [lambda values: values * 2.0],
        )
        rows = sorted(mlp.weights, key=lambda w: float(fnp.trace(w)))  # charged: trace | each layer
        return table + sums + rows[0][0]  # charged: add
