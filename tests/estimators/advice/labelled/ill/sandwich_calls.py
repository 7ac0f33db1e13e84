"""Second moments: a sandwich in calls by other names, of a helper, and a Gram matrix."""

import flopscope as flops
import flopscope.numpy as fnp
from flopscope.numpy import matmul as mm
from whestbench import BaseEstimator


def push(w, c):
    return mm(mm(fnp.transpose(w), c), w)  # advice: sandwich


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        x = rng.standard_normal((64, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            second = x.T.dot(x) / 64.0  # advice: sandwich
            tagged = flops.as_symmetric((second + second.T) * 0.5, symmetry=(0, 1))
            rows.append(fnp.mean(x, axis=0) + 0.001 * fnp.mean(push(w, tagged), axis=0))
        return fnp.stack(rows)
