"""Arrays that the author lets go are gone, although somebody looked at the variables."""

import weakref

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def used_up(x):
    return fnp.sum(x)  # charged: sum | each layer


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rows = []
        for w in mlp.weights:
            x = w * 2.0  # charged: multiply | each layer
            y = fnp.max(x, axis=0)  # charged: max | each layer
            gone = weakref.ref(x)
            del x
            assert gone() is None
            x = w * 3.0  # charged: multiply | each layer
            gone = weakref.ref(x)
            total = used_up(x)
            x = None
            assert gone() is None
            rows.append(y + total)  # charged: add | each layer
        return fnp.stack(rows)  # charged: stack | no layer
