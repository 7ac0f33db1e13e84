"""What the code of a claim asks about single operations: their cost, and how it grows.

A call is a Python expression over these inputs, all of one dtype, n = 256 unless told:

    a, b    1,000 elements        A         20 x 50        M, N, C  n x n
    pairs   500 x 2               row       50             v        n
    np_a    a in plain numpy      list_a    a as a list    rows     8 arrays of 256
    mask    1,000 booleans        index     500 integers   tagged   n x n, an identity
    dtype   the dtype itself                               dense    tagged without its tag
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

_BUDGET = 10**15


@cache
def _inputs(dtype: str, n: int) -> dict[str, Any]:
    rng = np.random.default_rng(0)

    def array(*shape: int) -> Any:
        return fnp.array((rng.random(shape) + 0.5).astype(dtype))

    plain = (rng.random(1000) + 0.5).astype(dtype)
    return {
        "flops": flops,
        "fnp": fnp,
        "np": np,
        "dtype": np.dtype(dtype),
        "a": array(1000),
        "b": array(1000),
        "A": array(20, 50),
        "row": array(50),
        "pairs": array(500, 2),
        "M": array(n, n),
        "N": array(n, n),
        "C": array(n, n),
        "v": array(n),
        "tagged": fnp.eye(n, dtype=dtype),
        "dense": fnp.array(np.eye(n, dtype=dtype)),
        "rows": [array(256) for _ in range(8)],
        "np_a": plain,
        "list_a": plain.tolist(),
        "mask": np.arange(1000) % 2 == 0,
        "index": np.arange(0, 1000, 2),
    }


def cost(call: str, dtype: str = "float32", n: int = 256, **inputs: Any) -> int:
    """Return the FLOPs that ``call`` is charged.

    Args:
        call: A Python expression.
        dtype: Dtype of its inputs.
        n: Side of its matrices.
        inputs: More inputs, by name.
    """
    names = _inputs(dtype, n) | inputs
    with flops.BudgetContext(flop_budget=_BUDGET, quiet=True) as context:
        eval(call, names)
    return int(context.flops_used)


def exponent(costs: Sequence[float], sizes: Sequence[int]) -> float:
    """Return the power of the size that costs grow with: the slope of a log-log fit."""
    xs, ys = [math.log(size) for size in sizes], [math.log(value) for value in costs]
    x_mean, y_mean = math.fsum(xs) / len(xs), math.fsum(ys) / len(ys)
    covariance = math.fsum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return covariance / math.fsum((x - x_mean) ** 2 for x in xs)
