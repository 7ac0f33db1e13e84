"""Trying a rewritten estimator: a measurement whose files are given as texts.

The result also has the whole prediction, so that it can be compared, and the network may
be varied to see how much a prediction changes for reasons other than the rewrite.
"""

from __future__ import annotations

import ast
import base64
import builtins
import dataclasses
import hashlib
import os
from pathlib import Path
from typing import Any

import flopscope.numpy as fnp
import numpy as np
from whestbench.domain import MLP

from .loading import load_from
from .measure import Measurement
from .prediction import Prediction
from .task import Task

#: What may be varied: nothing, the last bit of each weight, or all seeds.
NONE, LAST_BITS, RESEEDED = "none", "last-bits", "reseeded"
#: What seeds are changed by: the network's, and those that the author's code gives itself.
_OTHER_SEED, _OWN_SEED = 0x5EED, 0xBEAD
#: Functions that are given a seed, and the name by which rewritten code changes it.
_SEEDED = frozenset({"default_rng", "SeedSequence", "PCG64", "Philox", "RandomState"})
_RESEED = "__whestdocs_reseed__"


class Trial(Measurement):
    """One run of an estimator from texts."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        for path, text in self._request["texts"].items():
            self._sources.texts[os.path.realpath(Path(self._user_code.folder) / path)] = text
        load_from(self._sources.texts, self._user_code, self._transform)

    def _transform(self, filename: str, tree: ast.Module) -> None:
        """Change the tree of one of the author's files: here the seeds in it, if at all."""
        if self._request["variation"] == RESEEDED:
            setattr(builtins, _RESEED, _reseeded)
            _Reseeding().visit(tree)
            ast.fix_missing_locations(tree)

    def _network(self) -> MLP:
        self._mlp = _varied(super()._network(), self._request["variation"])
        return self._mlp

    def _described(self, prediction: Prediction) -> dict[str, Any]:
        document = super()._described(prediction)
        if prediction.values is not None and prediction.failure is None:
            values = prediction.values.astype("<f8")
            document["values"] = base64.b64encode(values.tobytes()).decode()
            document["network"] = _digest(self._mlp)
        return document


def _digest(mlp: MLP) -> str:
    """Return a digest of a network's weights, which tells whether somebody wrote into them."""
    digest = hashlib.sha256()
    for weight in mlp.weights:
        digest.update(np.asarray(weight).tobytes())
    return digest.hexdigest()


class _Reseeding(ast.NodeTransformer):
    """Changes the seeds that code gives to generators."""

    def visit_Call(self, call: ast.Call) -> ast.AST:
        """Change the first argument of what is given a seed."""
        self.generic_visit(call)
        name = call.func.attr if isinstance(call.func, ast.Attribute) else None
        name = call.func.id if isinstance(call.func, ast.Name) else name
        if name in _SEEDED and call.args and not isinstance(call.args[0], ast.Starred):
            seed = call.args[0]
            changed = ast.Call(ast.Name(_RESEED, ast.Load()), [seed], [])
            call.args[0] = ast.copy_location(changed, seed)
        return call


def _reseeded(seed: Any) -> Any:
    """Return another seed; what is no number or list of them was made from one before."""
    if isinstance(seed, (int, np.integer)):
        return int(seed) ^ _OWN_SEED
    return [*seed, _OWN_SEED] if isinstance(seed, (list, tuple)) else seed


def _varied(mlp: MLP, variation: str) -> MLP:
    """Return the network with what the request wants to be different."""
    if variation == RESEEDED:
        return dataclasses.replace(mlp, seed=mlp.seed ^ _OTHER_SEED)
    if variation == LAST_BITS:
        rng = np.random.default_rng(0)
        return dataclasses.replace(mlp, weights=[_nudged(w, rng) for w in mlp.weights])
    return mlp


def _nudged(weight: Any, rng: np.random.Generator) -> Any:
    """Return a weight matrix whose entries are the next larger or smaller number, at random."""
    values = np.array(weight)
    directions = np.where(rng.integers(0, 2, values.shape), np.inf, -np.inf)
    return fnp.array(np.nextafter(values, directions.astype(values.dtype)))


def measure(task: Task) -> None:
    """Run the estimator that the request describes."""
    fnp.zeros(1)  # The first operation creates flopscope's default context.
    Trial(task).run()
