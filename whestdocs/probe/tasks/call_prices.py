"""Pricing single calls: what each costs, found by running it on the inputs of priced calls."""

from __future__ import annotations

import warnings
from typing import Any

from ..pricing.calls import run
from ..pricing.inputs import CallError, canonical_size
from ..task import Task


def measure(task: Task) -> None:
    """Price every call of the request at every one of its dtypes."""
    warnings.simplefilter("ignore")  # A promotion is what is being priced.
    task.result["prices"] = [
        {"name": entry["name"], "dtype": dtype, **_price(entry["call"], dtype)}
        for entry in task.request["calls"]
        for dtype in task.request["dtypes"]
    ]
    task.finish()


def _price(call: str, dtype: str) -> dict[str, Any]:
    """Return the FLOPs that ``call`` is charged, or the reason why it cannot run."""
    try:
        return {"flops": run(call, dtype, canonical_size(call)).flops, "error": None}
    except CallError as error:
        return {"flops": None, "error": str(error)}
