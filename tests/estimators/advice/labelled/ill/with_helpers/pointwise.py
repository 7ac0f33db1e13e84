"""What is done to every element."""

import flopscope.numpy as fnp


def rectify(*, z):
    return fnp.where(z >= 0, z, fnp.zeros_like(z))  # advice: where


square = lambda x: x**2  # noqa: E731  # advice: power
