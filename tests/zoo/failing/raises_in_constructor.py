"""says: The constructor raised ValueError: not today"""

from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def __init__(self):
        raise ValueError("not today")  # fails: constructor

    def predict(self, mlp, budget):
        return None
