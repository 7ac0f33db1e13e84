"""says: The file defines no estimator"""


class Estimator:
    def predict(self, mlp, budget):
        return None
