"""says: The file defines several estimators: First, Second. Choose one with --class NAME."""

from whestbench import BaseEstimator


class First(BaseEstimator):
    def predict(self, mlp, budget):
        return None


class Second(First):  # fails: several-classes
    pass
