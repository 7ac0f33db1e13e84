"""Trying a rewritten estimator: a measurement whose files are given as texts.

The network may be varied, to see how much a prediction changes for reasons other than the
rewrite.
"""

from __future__ import annotations

import ast
import builtins
import dataclasses
import hashlib
import os
from functools import partial
from pathlib import Path
from typing import Any

import flopscope.numpy as fnp
import numpy as np
from whestbench.domain import MLP

from ..estimators.measurement import Measurement
from ..estimators.prediction import Prediction
from ..task import Task

#: What may be varied: the last bit of each weight, or all seeds.
_LAST_BITS, _RESEEDED = "last-bits", "reseeded"
#: What seeds are changed by: the network's, and those that the author's code gives itself.
_OTHER_SEED, _OWN_SEED = 0x5EED, 0xBEAD
#: Functions that are given a seed, and the name by which rewritten code changes it.
_SEEDED = frozenset({"default_rng", "SeedSequence", "PCG64", "Philox", "RandomState"})
_RESEED = "__whestdocs_reseed__"


class TrialRun(Measurement):
    """One run of an estimator from texts."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        for path, text in self._request["texts"].items():
            self._sources.texts[os.path.realpath(Path(self._user_code.folder) / path)] = text
        if self._request["variation"] == _RESEEDED:
            setattr(builtins, _RESEED, partial(_reseeded, self._request["repetition"]))
            self._transforms.append(_reseed)

    def _network(self) -> MLP:
        """Return the network with what the request wants to be different."""
        mlp = super()._network()
        variation, repetition = self._request["variation"], self._request["repetition"]
        if variation == _RESEEDED:
            return dataclasses.replace(mlp, seed=mlp.seed ^ (_OTHER_SEED + repetition))
        if variation == _LAST_BITS:
            rng = np.random.default_rng(repetition)
            return dataclasses.replace(mlp, weights=[_nudged(w, rng) for w in mlp.weights])
        return mlp

    def _described(self, prediction: Prediction, mlp: MLP) -> dict[str, Any]:
        document = super()._described(prediction, mlp)
        if prediction.values is not None and prediction.failure is None:
            document["network"] = _digest(mlp)
        return document


def _digest(mlp: MLP) -> str:
    """Return a digest of a network's weights, which tells whether somebody wrote into them."""
    digest = hashlib.sha256()
    for weight in mlp.weights:
        digest.update(np.asarray(weight).tobytes())
    return digest.hexdigest()


def _reseed(_: str, tree: ast.Module) -> None:
    """Change the seeds that code gives to generators."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        name = getattr(call.func, "attr", getattr(call.func, "id", None))
        seed = call.args[0]
        if name in _SEEDED and not isinstance(seed, ast.Starred):
            changed = ast.Call(ast.Name(_RESEED, ast.Load()), [seed], [])
            call.args[0] = ast.copy_location(changed, seed)
    ast.fix_missing_locations(tree)


def _reseeded(repetition: int, seed: Any) -> Any:
    """Return another seed; what is no number or list of them was made from one before."""
    other = _OWN_SEED + repetition
    if isinstance(seed, (int, np.integer)):
        return int(seed) ^ other
    return [*seed, other] if isinstance(seed, (list, tuple)) else seed


def _nudged(weight: Any, rng: np.random.Generator) -> Any:
    """Return a weight matrix whose entries are the next larger or smaller number, at random."""
    values = np.array(weight)
    directions = np.where(rng.integers(0, 2, values.shape), np.inf, -np.inf)
    return fnp.array(np.nextafter(values, directions.astype(values.dtype)))


def measure(task: Task) -> None:
    """Run the estimator that the request describes."""
    TrialRun(task).run()
