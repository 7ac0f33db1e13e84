"""Operators, properties, data classes, descriptors of the author's own."""

from dataclasses import dataclass, field
from functools import cached_property, partial, wraps, cache

import flopscope.numpy as fnp
from whestbench import BaseEstimator


@dataclass
class Normal:
    mean: object
    var: object = field(default_factory=lambda: fnp.full(8, 0.5))  # charged: full | no layer

    def __post_init__(self):
        self.deviation = fnp.sqrt(self.var)  # charged: sqrt

    def __matmul__(self, w):
        return Normal(w.T @ self.mean, (w * w).T @ self.var)  # charged: matmul, multiply | each layer

    @cached_property
    def ratio(self):
        return self.mean / self.deviation  # charged: true_divide | each layer


def doubled(function):
    @wraps(function)
    def wrapper(*arguments):
        return function(*arguments) * 2.0  # charged: multiply | each layer

    return wrapper


@doubled
def rectified(x):
    return fnp.maximum(x, 0.0)  # charged: maximum | each layer


@cache
def constant(width):
    return fnp.arange(width)  # charged: arange | no layer


class Guard:
    def __enter__(self):
        return fnp.ones(8)  # charged: ones | no layer

    def __exit__(self, *error):
        fnp.exp(fnp.zeros(8))  # charged: exp | no layer


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        with Guard() as ones:
            state = Normal(ones)
        scaled = partial(fnp.multiply, 0.5)
        rows = []
        for w in mlp.weights:
            state = state @ w
            rows.append(scaled(rectified(state.ratio)))  # charged: multiply | each layer
        return fnp.stack(rows) + constant(mlp.width) + constant(mlp.width)  # charged: stack, add | no layer
