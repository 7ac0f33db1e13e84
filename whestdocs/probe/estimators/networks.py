"""Networks as a participant's predict() gets them: made by the release's own whestbench."""

from __future__ import annotations

import dataclasses

import flopscope.numpy as fnp
from whestbench.domain import MLP
from whestbench.generation import sample_mlp
from whestbench.naming import assign_unique_names

from ..recording.counting import counted


def expensive_dataset_weights() -> str | None:
    """Return the dtype of weights that are read from a dataset, if that makes them more expensive.

    A dataset gives weights as lists of Python's numbers. From whestbench 0.16.0 on they become
    float32, as those of other networks are; flopscope bills dtypes from 0.9.0 on.
    """
    read = MLP.from_row({"weights": [[[1.0]]], "mlp_seed": 0}).weights[0]
    usual = fnp.array(read, dtype="float32")
    return str(read.dtype) if counted(fnp.exp, read).flops > counted(fnp.exp, usual).flops else None


def with_weights(mlp: MLP, dtype: str) -> MLP:
    """Return a network with the same weights in another dtype."""
    return dataclasses.replace(mlp, weights=[fnp.array(w, dtype=dtype) for w in mlp.weights])


def network(width: int, depth: int, seed: int) -> MLP:
    """Return the first network of ``whest run --seed SEED`` at this shape.

    Its weights are ``depth`` float32 arrays of shape (width, width). The streams are those of
    ``whestbench.scoring.make_contest``: of each network's three seed sequences the first draws
    the weights and the third gives ``mlp.seed``.
    """
    weight_stream, _, estimator_stream = fnp.random.SeedSequence(seed).spawn(3)
    estimator_seed = int(estimator_stream.generate_state(1)[0])
    mlp = sample_mlp(width, depth, fnp.random.default_rng(weight_stream), seed=estimator_seed)
    return dataclasses.replace(mlp, name=assign_unique_names([estimator_seed])[0])
