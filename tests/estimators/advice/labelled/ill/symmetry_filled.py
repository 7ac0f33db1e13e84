"""Writing a diagonal voids the tag of a gain, two lines before a product is dearer for it."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def rectify(cov, gain):
    gains = fnp.outer(gain, gain)
    fnp.fill_diagonal(gains, 0.3)  # advice: symmetry-lost
    return gains * cov


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        gain = fnp.full(mlp.width, 0.5, dtype=fnp.float32)
        cov = fnp.eye(mlp.width, dtype=fnp.float32) * 0.01
        rows = []
        for w in mlp.weights:
            cov = rectify(fnp.einsum("ij,ia,jb->ab", cov, w, w), gain)  # advice: first-layer
            rows.append(fnp.sum(cov, axis=0))
        return fnp.stack(rows)
