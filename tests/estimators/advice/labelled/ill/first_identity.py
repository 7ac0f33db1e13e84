"""The first layer's product with an identity, in calls."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        covariance = fnp.identity(mlp.width, dtype=fnp.float32)
        rows = []
        for matrix in mlp.weights:
            covariance = fnp.matmul(fnp.matmul(matrix.T, covariance), matrix)  # advice: first-layer
            rows.append(fnp.sqrt(fnp.diag(covariance)) * 0.3989422804014327)
            covariance = covariance * 0.3
        return fnp.stack(rows) + 0.0 * fnp.sum(covariance)
