"""Measuring claims: each has code, and what its last expression comes to is the measure.

Besides what it imports, the code may use

    flops, fnp, np, time             the modules
    spec                             the contest that the release scores by default
    mlp, estimator                   a network of 256 x 8, the page's mean propagation
    network(width, depth, seed)      another network
    cost(call, dtype, n)             FLOPs of a call: see claims.costs
    exponent(costs, sizes)           the power of the size that they grow with
    mean_propagation(width, depth)   profile of the page's example: see claims.profiles
    covariance_propagation(...)      profile of its other example
    flops_with_threads(threads)      FLOPs of the first one, with so many threads
    run(estimator, *options)         report of `whest run`: see claims.runs
    quietest(estimator, *options)    report of the less disturbed of two runs
    whest_help(command), printed(f)  what is printed
    exists(name)                     whether the name leads to something
"""

from __future__ import annotations

import ast
import time
import warnings
from pathlib import Path
from typing import Any

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np
from whestbench.cli import _default_contest_spec

from ..claims.claim_profiles import flops_with_threads, profiler
from ..claims.costs import cost, exponent
from ..claims.runs import Runs, printed, whest_help
from ..estimators.loading import load_class
from ..estimators.networks import network
from ..task import Task
from ..user_code import UserCode


def measure(task: Task) -> None:
    """Run the code of every claim of the request."""
    warnings.simplefilter("ignore")  # A promotion is what is being measured.
    names = _vocabulary(Path(task.request["estimators"]))
    task.result["claims"] = {
        identifier: _outcome(code, names) for identifier, code in task.request["codes"].items()
    }
    task.finish()


def _vocabulary(folder: Path) -> dict[str, Any]:
    file = folder / "mean_propagation.py"
    estimator = load_class(file, None, UserCode(str(file)))()
    runs = Runs(folder)
    return {
        "flops": flops,
        "fnp": fnp,
        "np": np,
        "time": time,
        "spec": _default_contest_spec(),
        "mlp": network(256, 8, 0),
        "estimator": estimator,
        "network": network,
        "cost": cost,
        "exponent": exponent,
        "mean_propagation": profiler(file),
        "covariance_propagation": profiler(folder / "covariance_propagation.py"),
        "flops_with_threads": lambda threads: flops_with_threads(file, threads),
        "run": runs.run,
        "quietest": runs.quietest,
        "whest_help": whest_help,
        "printed": printed,
        "exists": _exists,
    }


def _outcome(code: str, names: dict[str, Any]) -> dict[str, Any]:
    """Return what ``code`` measured, or the reason why it did not."""
    try:
        return {"measured": _plain(_value(code, dict(names))), "error": None}
    except (Exception, SystemExit) as error:
        return {"measured": None, "error": f"{type(error).__name__}: {error}"}


def _value(code: str, names: dict[str, Any]) -> Any:
    """Return the value of the last line of ``code``, which must be an expression."""
    tree = ast.parse(code)
    last = tree.body.pop()
    if not isinstance(last, ast.Expr):
        raise TypeError("the last line is no expression")
    exec(compile(tree, "<claim>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<claim>", "eval"), names)


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON has it.

    Raises:
        TypeError: JSON has nothing for it.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"a claim cannot measure a {type(value).__name__}")


def _exists(name: str) -> bool:
    try:
        eval(name, {"flops": flops, "fnp": fnp})
    except AttributeError:
        return False
    return True
