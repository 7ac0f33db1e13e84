"""The truth that estimators are compared with: a network's means, sampled in batches."""

from __future__ import annotations

import warnings

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np
from whestbench.simulation import sample_layer_statistics

from .networks import network
from .task import Task

#: More than any sampling takes.
_BUDGET = 10**18
#: Sets the truth's samples apart from every other stream of the network's seed.
_TRUTH_STREAM = 20260


def measure(task: Task) -> None:
    """Sample the final layer of the request's network, in independent batches."""
    warnings.simplefilter("ignore")
    request = task.request
    mlp = network(request["width"], request["depth"], request["seed"])
    batches = []
    for batch in range(request["batches"]):
        rng = fnp.random.default_rng([_TRUTH_STREAM, request["seed"], batch])
        with flops.BudgetContext(flop_budget=_BUDGET, quiet=True):
            _, means, variance = sample_layer_statistics(mlp, request["size"], rng)
        row = np.array(means, dtype=np.float64).view(np.ndarray)
        batches.append({"means": row.tolist(), "variance": float(variance)})
    task.result |= {"size": request["size"], "batches": batches}
    task.finish()
