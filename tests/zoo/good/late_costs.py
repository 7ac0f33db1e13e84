"""Operations whose cost is known only when they are done (`deduct_after` in flopscope)."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rows = []
        for w in mlp.weights:
            kept = w[w > 0.0]  # charged: greater, getitem | each layer
            edges = fnp.histogram(kept, 4)[1]  # charged: histogram, linspace | each layer
            wide = fnp.tile(edges, 8)[: mlp.width]  # charged: tile | each layer
            rows.append(fnp.roll(wide, 1))  # charged: roll | each layer
        grid = fnp.linspace(0.0, 1.0, mlp.width)  # charged: linspace | no layer
        chosen = fnp.take(fnp.repeat(grid, 2), fnp.arange(mlp.width))  # charged: repeat, arange, take | no layer
        square = mlp.weights[0][fnp.ix_([0, 1], [1, 2])]  # charged: ix_, getitem | layer 0
        return fnp.stack(rows) + chosen + fnp.sum(square)  # charged: stack, sum, add
