"""What is done to matrices."""

import flopscope.numpy as fnp


def push(w, vector):
    return w @ w @ vector  # advice: association


def energy(w):
    return fnp.trace(  # advice: trace-product
        w @ w,
    )
