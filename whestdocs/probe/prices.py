"""Pricing operations: what a call costs, found by running it on canonical inputs.

A call is a Python expression over these inputs, all of one dtype:

    a, b    1,000 elements            A, B    20 x 50
    S, T    64 x 64                   M, N    256 x 256
    P       64 x 64, symmetric and positive definite
    v       256 elements              rows    8 arrays of 256 elements
    np_a    a as a plain numpy array  mask    1,000 booleans, 500 of them true
    index   500 integers              dtype   the dtype itself
"""

from __future__ import annotations

import warnings
from typing import Any

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

from .task import Task

_BUDGET = 10**15


def inputs(dtype: str) -> dict[str, Any]:
    """Return the names that a call can use, with arrays of ``dtype``."""
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
        "B": array(20, 50),
        "S": array(64, 64),
        "T": array(64, 64),
        "P": fnp.array((np.eye(64) + 1 / 64).astype(dtype)),
        "M": array(256, 256),
        "N": array(256, 256),
        "v": array(256),
        "rows": [array(256) for _ in range(8)],
        "np_a": plain,
        "list_a": plain.tolist(),
        "mask": np.arange(1000) % 2 == 0,
        "index": np.arange(0, 1000, 2),
    }


def price(call: str, dtype: str) -> dict[str, Any]:
    """Return the FLOPs that ``call`` is charged, or the reason why it cannot run."""
    names = inputs(dtype)
    try:
        with flops.BudgetContext(flop_budget=_BUDGET, quiet=True) as context:
            eval(call, names)
    except (Exception, SystemExit) as error:
        return {"flops": None, "error": f"{type(error).__name__}: {error}"}
    return {"flops": int(context.flops_used), "error": None}


def measure(task: Task) -> None:
    """Price every call of the request at every one of its dtypes."""
    warnings.simplefilter("ignore")  # A promotion is what is being priced.
    task.result["prices"] = [
        {"name": entry["name"], "dtype": dtype, **price(entry["call"], dtype)}
        for entry in task.request["calls"]
        for dtype in task.request["dtypes"]
    ]
    task.finish()
