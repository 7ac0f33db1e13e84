"""No end of recursion. says: RecursionError"""

from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        return self.predict(mlp, budget)  # fails: raised
