"""Measuring a tip: what it costs before and after, and whether the results agree.

A tip is a file that defines

    inputs(width, ...)       what both functions are given, made outside of any budget
    before(*arguments)       the expensive way
    after(*arguments)        the cheap way
    TOLERANCE                how far the results may differ, relative to the largest value
    PAYS_FOR, NOT_FOR        options of `inputs` to measure as well, by what they mean

and, where it needs to,

    compared(result, *arguments)    what has to agree, if it is not the results themselves
    error(result, *arguments)       how far a result is off the exact one
    errors_in_use(*arguments)       the same by name, for what its host gives it
    NEEDS                           why some releases cannot run it
    SCALE                           what differences are relative to, if not to the results
    ONLY_WHERE, outside()           where both agree; arguments for which they do not
    COSTS                           why it pays although it raises an estimator's error

and the estimator in which it is tried, see `tips.hosts`. `TAKES` is for tests.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from ..recording.counting import counted
from ..task import Task
from ..tips.code import TipCode, load
from ..tips.difference import difference, plain
from ..tips.hosts import errors_in_use, host_runs

#: Seeds of the inputs on which errors are measured.
_ERROR_SEEDS = range(4)
_WAYS = ("before", "after")


def measure(task: Task) -> None:
    """Measure the tip of the request at its width."""
    warnings.simplefilter("ignore")  # What flopscope warns of is what tips are about.
    path = Path(task.request["tip"])
    code = TipCode(path.read_text(encoding="utf-8"))
    task.result |= {"title": code.title, "code": code.parts(*_WAYS), "failure": None}
    try:
        for name, found in _measured(load(path), path.parent / "hosts", task.request):
            task.result[name] = found  # One by one: what was found stays if the next fails.
    except (Exception, SystemExit) as error:
        message = " ".join(str(error).split())
        task.result["failure"] = f"{type(error).__name__}: {message}"
    task.finish()


def _measured(tip: ModuleType, hosts: Path, request: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    width = request["width"]
    cases = [
        ("", True, {}),  # The tip's own.
        *((name, True, options) for name, options in tip.PAYS_FOR.items()),
        *((name, False, options) for name, options in tip.NOT_FOR.items()),
    ]
    yield "tolerance", float(tip.TOLERANCE)
    yield "needs", getattr(tip, "NEEDS", "")
    yield "cases", [_case(tip, name, pays, {"width": width} | more) for name, pays, more in cases]
    yield "errors", {way: _errors(tip, way, width) for way in _WAYS if hasattr(tip, "error")}
    yield "only_where", getattr(tip, "ONLY_WHERE", "")
    yield "costs", getattr(tip, "COSTS", "")
    yield "no_host", getattr(tip, "NO_HOST", "")
    yield "runs", host_runs(tip, hosts, **request["hosts"])
    yield "uses", errors_in_use(tip, hosts, **request["uses"])


def _case(tip: ModuleType, name: str, pays: bool, options: dict[str, Any]) -> dict[str, Any]:
    """Return the costs of both ways, and how far apart they are; ``pays`` is whether it should."""
    results, costs = [], {}
    for way in _WAYS:
        arguments = tip.inputs(**options)  # Anew, for a function could write into them.
        result, flops, operations = counted(getattr(tip, way), *arguments)
        costs[way] = {"flops": flops, "calls": operations}
        if hasattr(tip, "compared"):
            result = tip.compared(result, *arguments)
        results.append(plain(result))
    return {"name": name, "pays": pays, **costs, "difference": difference(results[0], results[1])}


def _errors(tip: ModuleType, way: str, width: int) -> list[float]:
    """Return how far the results of a way are off for each seed."""
    errors = []
    for seed in _ERROR_SEEDS:
        arguments = tip.inputs(width, seed=seed)
        result = counted(getattr(tip, way), *arguments).result
        errors.append(float(tip.error(result, *arguments)))
    return errors
