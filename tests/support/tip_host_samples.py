"""Tips and the estimators that they are put into."""

from __future__ import annotations

from tests.support.tip_samples import TIP

#: A host that predicts what its part makes of the exact means of one layer: zeros but for that.
HOST = '''\
"""Means by one formula."""

import math

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def twice(x):
    """Return twice x."""
    return x * 2.0


class Estimator(BaseEstimator):
    """Halves, and doubles again."""

    def predict(self, mlp, budget):
        """Return means."""
        rows = []
        for w in mlp.weights:
            spread = fnp.sqrt(fnp.einsum("ij,ij->j", w, w) / (2 * math.pi))
            rows.append(twice(spread / 2.0))
        return fnp.stack(rows)
'''


HOSTED = TIP.replace('NO_HOST = "It doubles."', 'HOST = "means.twice"')
