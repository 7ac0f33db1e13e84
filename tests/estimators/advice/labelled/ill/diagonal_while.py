"""Layers counted by hand, and a covariance that is made symmetric and then correlated."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        depth = len(mlp.weights)
        cov = fnp.eye(mlp.width, dtype=fnp.float32)
        out = []
        k = 0
        while k < depth:
            w = mlp.weights[k]
            half = cov @ w  # advice: first-layer
            pre = w.T @ half  # advice: diagonal-only, first-layer
            pre = 0.5 * (pre + pre.T)
            std = fnp.sqrt(fnp.maximum(fnp.diag(pre), 1e-12))
            row = std * 0.3989422804014327
            correlation = pre / fnp.outer(std, std)
            cov = fnp.outer(std, std) * (0.25 * correlation + 0.0796 * correlation * correlation)
            out.append(row)
            k += 1
        return fnp.stack(out, axis=0)
