"""How far estimators are off: their error against a Monte-Carlo truth, with an interval.

The truth is sampled too, so its own error is in every comparison. Sampling it in
independent batches takes that out and bounds what is left: in batch k, with n samples,

    e_k = mean_j (p_j - t_kj)^2 - mean_j v_kj / n

is an unbiased estimate of the estimator's squared error, because t_kj is off by v_kj / n
in the mean square. The batches' mean has a Student-t interval.
"""

from __future__ import annotations

import math
import statistics
import warnings
from pathlib import Path
from typing import Any

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np
from whestbench.domain import MLP
from whestbench.loader import load_estimator_from_path
from whestbench.sdk import BaseEstimator
from whestbench.simulation import sample_layer_statistics

from .networks import network
from .task import Task

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
    predictions = {path: _final_means(Path(path), mlp) for path in request["estimators"]}
    size = request["samples"] // BATCHES
    errors: dict[str, list[float]] = {path: [] for path in predictions}
    for batch in range(BATCHES):
        rng = fnp.random.default_rng([_TRUTH_STREAM, request["seed"], batch])
        with flops.BudgetContext(flop_budget=_BUDGET, quiet=True):
            _, truth, variance = sample_layer_statistics(mlp, size, rng)
        for path, prediction in predictions.items():
            square = np.mean((prediction - np.asarray(truth, dtype=np.float64)) ** 2)
            errors[path].append(float(square) - float(variance) / size)
    task.result["errors"] = {Path(path).stem: _interval(values) for path, values in errors.items()}
    task.finish()


def _final_means(path: Path, mlp: MLP) -> Any:
    """Return the last row of what an estimator predicts, shape (width,), float64."""
    estimator: BaseEstimator
    estimator, _ = load_estimator_from_path(path)
    with flops.BudgetContext(flop_budget=_BUDGET, quiet=True):
        returned = estimator.predict(mlp, _BUDGET)
    return np.array(returned[-1], dtype=np.float64).view(np.ndarray)


def _interval(values: list[float]) -> dict[str, float]:
    """Return the mean of independent estimates and its 95% interval."""
    mean = statistics.fmean(values)
    half_width = T_QUANTILE * statistics.stdev(values) / math.sqrt(len(values))
    return {"value": mean, "low": mean - half_width, "high": mean + half_width}
