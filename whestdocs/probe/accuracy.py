"""How far estimators are off: their error against a Monte-Carlo truth, with an interval.

The truth is sampled too, so its own error is in every comparison. Sampling it in
independent batches takes that out and bounds what is left: in batch k, with n samples,

    e_k = mean_j (p_j - t_kj)^2 - mean_j v_kj / n

is an unbiased estimate of the estimator's squared error, because t_kj is off by v_kj / n
in the mean square. The batches' mean has a Student-t interval.
"""

from __future__ import annotations

import dataclasses
import math
import warnings
from pathlib import Path
from typing import Any

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np
from whestbench.domain import MLP
from whestbench.sdk import SetupContext
from whestbench.simulation import sample_layer_statistics

from .dependencies import Dependencies
from .estimators import load_class
from .failures import PREDICT, describe
from .networks import network
from .task import Task
from .user_code import UserCode

_BUDGET = 10**16
#: Batches, and the 97.5% quantile of Student's t with one degree of freedom less.
BATCHES, T_QUANTILE = 16, 2.1314
#: Sets the truth's samples apart from every other stream of the network's seed.
_TRUTH_STREAM = 20260


def measure(task: Task) -> None:
    """Measure the final-layer error of every estimator of the request on one network."""
    warnings.simplefilter("ignore")
    request = task.request
    mlp = network(request["width"], request["depth"], request["seed"])
    paths = [Path(path) for path in request["estimators"]]
    user_code = UserCode(str(paths[0]), [str(Path(__file__).parent)])
    dependencies = Dependencies(user_code)
    dependencies.watch()
    try:
        predictions = {path: _final_means(path, mlp, task, user_code) for path in paths}
    except BaseException as error:  # SystemExit too.
        failure = describe(error, PREDICT, user_code, (paths[0].name, None)).document()
        task.result |= {"errors": {}, "failure": failure}
        task.finish()
        return
    task.result |= {"failure": None, "dependencies": dependencies.documents()}
    size = request["samples"] // BATCHES
    errors: dict[Path, list[float]] = {path: [] for path in predictions}
    for batch in range(BATCHES):
        rng = fnp.random.default_rng([_TRUTH_STREAM, request["seed"], batch])
        with flops.BudgetContext(flop_budget=_BUDGET, quiet=True):
            _, truth, variance = sample_layer_statistics(mlp, size, rng)
        for path, prediction in predictions.items():
            square = np.mean((prediction - np.asarray(truth, dtype=np.float64)) ** 2)
            errors[path].append(float(square) - float(variance) / size)
    task.result["errors"] = {path.stem: _interval(values) for path, values in errors.items()}
    task.finish()


def _final_means(path: Path, mlp: MLP, task: Task, user_code: UserCode) -> Any:
    """Return the last row of what an estimator predicts, shape (width,), float64."""
    estimator = load_class(path, None, user_code)()
    values = {name: task.request[name] for name in ("width", "depth", "seed")}
    values |= {"flop_budget": _BUDGET, "api_version": "1.0", "submission_dir": str(path.parent)}
    known = {field.name for field in dataclasses.fields(SetupContext)}
    estimator.setup(SetupContext(**{name: values[name] for name in values if name in known}))
    with flops.BudgetContext(flop_budget=_BUDGET, quiet=True):
        returned = estimator.predict(mlp, _BUDGET)
    return np.array(returned[-1], dtype=np.float64).view(np.ndarray)


def _interval(values: list[float]) -> dict[str, float]:
    """Return the mean of independent estimates and its 95% interval."""
    mean = math.fsum(values) / len(values)
    half_width = T_QUANTILE * float(np.std(values, ddof=1)) / math.sqrt(len(values))
    return {"value": mean, "low": mean - half_width, "high": mean + half_width}
