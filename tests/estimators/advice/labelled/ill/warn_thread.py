"""One thread of its own does a layer."""

import threading

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        self.rows = {}

        def work(layer):
            w = mlp.weights[layer]
            self.rows[layer] = fnp.maximum(fnp.mean(w, axis=0), 0.0)  # warning: threads

        worker = threading.Thread(target=work, args=(0,))
        worker.start()
        worker.join()
        for layer in range(1, mlp.depth):
            self.rows[layer] = fnp.maximum(mlp.weights[layer].T @ self.rows[layer - 1], 0.0)
        return fnp.stack([self.rows[layer] for layer in range(mlp.depth)])
