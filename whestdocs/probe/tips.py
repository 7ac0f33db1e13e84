"""Measuring a tip: what it costs before and after, and whether the results agree.

A tip is a file that defines

    inputs(width, ...)       what both functions are given, made outside of any budget
    before(*arguments)       the dear way
    after(*arguments)        the cheap way
    TOLERANCE                how far the results may differ, relative to the largest value
    PAYS_FOR, NOT_FOR        options of `inputs` to measure as well, by what they mean

and, where it needs to,

    compared(result, *arguments)    what has to agree, if it is not the results themselves
    error(result, *arguments)       how far a result is off the exact one
    NEEDS                           why some releases cannot run it
"""

from __future__ import annotations

import importlib.util
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import flopscope as flops
import numpy as np

from .task import Task
from .tip_code import TipCode

_BUDGET = 10**16
#: Seeds of the inputs on which errors are measured.
ERROR_SEEDS = range(4)
_WAYS = ("before", "after")


def measure(task: Task) -> None:
    """Measure the tip of the request at its width."""
    warnings.simplefilter("ignore")  # What flopscope warns of is what tips are about.
    path, width = Path(task.request["tip"]), task.request["width"]
    code = TipCode(path.read_text(encoding="utf-8"))
    task.result |= {"title": code.title, "code": code.parts(*_WAYS)}
    try:
        tip = _load(path)
        task.result["tolerance"] = float(tip.TOLERANCE)
        task.result["needs"] = getattr(tip, "NEEDS", "")
        task.result["cases"] = [_case(tip, *case) for case in _cases(tip, width)]
        task.result["errors"] = _errors(tip, width)
        task.result["failure"] = None
    except (Exception, SystemExit) as error:
        message = " ".join(str(error).split())
        task.result["failure"] = f"{type(error).__name__}: {message}"
    task.finish()


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _cases(tip: ModuleType, width: int) -> list[tuple[str, bool, dict[str, Any]]]:
    """Return (name, whether it is to pay, options of the inputs); the tip's own has no name."""
    return [
        ("", True, {"width": width}),
        *((name, True, {"width": width} | options) for name, options in tip.PAYS_FOR.items()),
        *((name, False, {"width": width} | options) for name, options in tip.NOT_FOR.items()),
    ]


def _case(tip: ModuleType, name: str, pays: bool, options: dict[str, Any]) -> dict[str, Any]:
    results, costs = [], {}
    for way in _WAYS:
        arguments = tip.inputs(**options)  # Anew, for a function could write into them.
        with flops.BudgetContext(flop_budget=_BUDGET, quiet=True) as context:
            result = getattr(tip, way)(*arguments)
        costs[way] = {"flops": int(context.flops_used), "calls": len(context.op_log)}
        if hasattr(tip, "compared"):
            result = tip.compared(result, *arguments)
        results.append(_plain(result))
    return {"name": name, "pays": pays, **costs, "difference": _difference(*results)}


def _plain(result: Any) -> Any:
    return np.array(result, dtype=np.float64).view(np.ndarray)


def _difference(expected: Any, found: Any) -> float:
    """Return the largest difference relative to the largest value."""
    if expected.shape != found.shape:
        raise ValueError(f"before() returns the shape {expected.shape}, after() {found.shape}")
    return float(np.max(np.abs(found - expected)) / np.max(np.abs(expected)))


def _errors(tip: ModuleType, width: int) -> dict[str, list[float]]:
    """Return how far the results are off for each seed, where the tip can tell."""
    errors: dict[str, list[float]] = {}
    for way in _WAYS if hasattr(tip, "error") else ():
        errors[way] = []
        for seed in ERROR_SEEDS:
            arguments = tip.inputs(width, seed=seed)
            with flops.BudgetContext(flop_budget=_BUDGET, quiet=True):
                result = getattr(tip, way)(*arguments)
            errors[way].append(float(tip.error(result, *arguments)))
    return errors
