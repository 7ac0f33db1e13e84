"""Expressions over several lines, and names that take more bytes than characters."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        μ, σ = fnp.ones(mlp.width), fnp.full(mlp.width, 2.0)  # charged: ones, full
        result = (
            μ * σ  # charged: multiply, add
            + fnp.exp(σ)  # charged: exp
        )
        chained = (
            result  # charged: reshape, sum
            .reshape(2, -1)
            .sum(axis=0)
        )
        größe = "ä" * 3; δ = fnp.tanh(μ); größe += "ü"  # charged: tanh
        table = fnp.stack(  # charged: stack
            [
                fnp.sqrt(  # charged: sqrt
                    σ  # charged: multiply
                    * μ
                )
                for _ in mlp.weights
            ],
        )
        return table * chained.sum() + δ  # charged: sum, multiply, add
