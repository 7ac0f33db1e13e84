"""As many rounds as there are layers, but other ones, or in another order."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator


def in_chunks(x, chunks):
    for chunk in chunks:
        x = x + chunk  # charged: add | no layer
    return x


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones(mlp.weights[0].shape[1], dtype=fnp.float32)  # charged: ones | no layer
        sizes = [w.shape[0] for w in mlp.weights]
        for size in reversed(sizes):
            x = fnp.tanh(x) + size  # charged: tanh, add | no layer
        for size in sizes[::-1]:
            x = fnp.exp(-x * size)  # charged: negative, multiply, exp | no layer
        for size in sorted(sizes):
            x = fnp.sin(x * size)  # charged: sin, multiply | no layer
        for size in sizes:
            x = fnp.cos(x * size)  # charged: cos, multiply | each layer
        table = fnp.stack([x] * 4)  # charged: stack | no layer
        for chunk in table:
            x = x * chunk  # charged: multiply | no layer
        for start in range(0, 4 * len(x), len(x)):
            x = x / (1.0 + start)  # charged: true_divide | no layer
        for part in [x, x, x, x]:
            x = fnp.maximum(x, part)  # charged: maximum | no layer
        for _ in range(mlp.depth, mlp.depth + 4):
            x = fnp.abs(x)  # charged: abs | no layer
        start = 0
        while start < 4:
            x = fnp.sqrt(x)  # charged: sqrt | no layer
            start += 1
        back = [w * 2.0 for w in reversed(mlp.weights)]  # charged: multiply | each layer
        for b in back:
            x = fnp.trace(b) + x  # charged: trace, add | no layer
        weights = mlp.weights
        weights = weights[::-1]
        for number, _ in enumerate(weights):
            x = x + number  # charged: add | each layer
        turned = [w * 3.0 for w in mlp.weights]  # charged: multiply | each layer
        turned.reverse()
        for t in turned:
            x = fnp.max(t) + x  # charged: max, add | no layer
        rows = [in_chunks(x, [1.0, 2.0, 3.0, 4.0])]
        return fnp.stack(rows * mlp.depth)  # charged: stack | no layer
