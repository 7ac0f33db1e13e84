"""A script that forgot its main guard. says: The import called sys.exit(2)"""

import sys

from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        return None


sys.exit(2)  # fails: exited
