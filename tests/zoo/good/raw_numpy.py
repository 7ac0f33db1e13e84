"""numpy's own functions on flopscope's arrays are routed and counted; on its own they are not."""

import numpy as np
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        uncounted = np.exp(np.ones(mlp.width, dtype=np.float32))
        rows = []
        for w in mlp.weights:
            rows.append(np.exp(w[0]) * uncounted)  # charged: exp, multiply | each layer
        return np.stack(rows)  # charged: stack
