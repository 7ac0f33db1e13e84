"""What the code of a claim asks about single operations: their cost, and how it grows.

A call is a Python expression over the inputs of priced calls (see `pricing.inputs`) at 1,000
elements, and over these, all of one dtype, n = 256 unless told:

    M, N, C  n x n              v      n            row    50
    tagged   n x n, an identity dense  tagged without its tag
    pairs    500 x 2
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from functools import cache
from typing import Any

import flopscope.numpy as fnp
import numpy as np

from ..pricing.calls import run_on
from ..pricing.inputs import ELEMENTS, inputs, names_in, numbers


@cache
def _inputs(dtype: str, n: int) -> dict[str, Any]:
    shapes = {"M": (n, n), "N": (n, n), "C": (n, n), "v": (n,), "row": (50,), "pairs": (500, 2)}
    arrays = {name: fnp.array(numbers(name, shape, dtype)) for name, shape in shapes.items()}
    tagged, dense = fnp.eye(n, dtype=dtype), fnp.array(np.eye(n, dtype=dtype))
    return arrays | {"tagged": tagged, "dense": dense}


def cost(call: str, dtype: str = "float32", n: int = 256, **more: Any) -> int:
    """Return the FLOPs that ``call`` is charged.

    Args:
        call: A Python expression.
        dtype: Dtype of its inputs.
        n: Side of its matrices.
        more: More inputs, by name.

    Raises:
        CallError: It cannot be run.
    """
    given = inputs(names_in(call), dtype, ELEMENTS) | _inputs(dtype, n) | more
    return run_on(call, given).flops


def exponent(costs: Sequence[float], sizes: Sequence[int]) -> float:
    """Return the power of the size that costs grow with: the slope of a log-log fit."""
    return statistics.linear_regression(list(map(math.log, sizes)), list(map(math.log, costs)))[0]
