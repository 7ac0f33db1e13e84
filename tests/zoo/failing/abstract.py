"""says: The constructor raised TypeError: Can't instantiate abstract class Estimator"""

from whestbench import BaseEstimator


class Estimator(BaseEstimator):  # fails: constructor
    def predicts(self, mlp, budget):
        return None
