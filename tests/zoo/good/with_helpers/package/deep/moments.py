from flopscope import numpy as fnp

from . import constants


def rectify(x):
    return fnp.maximum(x, constants.ZERO)  # charged: maximum | each layer
