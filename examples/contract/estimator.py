"""Mean propagation as a submission of two files."""

import flopscope.numpy as fnp
from moments import behind_relu
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def setup(self, context):
        """Optional: it runs before the first prediction, and costs no FLOPs."""
        self.start = fnp.ones(context.width, dtype=fnp.float32)

    def predict(self, mlp, budget):
        """Return the mean of every neuron, shape (depth, width)."""
        mean, variance = fnp.zeros(mlp.width, dtype=fnp.float32), self.start
        rows = []
        for w in mlp.weights:
            mean, variance = behind_relu(w.T @ mean, (w * w).T @ variance)
            rows.append(mean)
        return fnp.stack(rows)
