"""A blanket except around nothing that is counted; a narrow one around what is."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def samples_from_environment():
    try:
        import os

        return int(os.environ["SAMPLES_THAT_NOBODY_SETS"])
    except Exception:
        return 32


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng(mlp.seed)
        count = samples_from_environment()
        x = rng.standard_normal((count, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            try:
                x = fnp.maximum(x @ w, 0.0)
            except ZeroDivisionError:
                raise RuntimeError("a layer is broken") from None
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows)
