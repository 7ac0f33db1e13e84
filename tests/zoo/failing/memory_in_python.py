"""Fills a list. says: predict() ran out of memory"""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width) * 2.0
        blocks = []
        while True:
            blocks.append(bytearray(2**26))  # fails: memory
