"""Networks as a participant's predict() gets them: made by the release's own whestbench."""

from __future__ import annotations

import dataclasses

import flopscope.numpy as fnp
from whestbench.domain import MLP
from whestbench.generation import sample_mlp
from whestbench.naming import assign_unique_names


def network(width: int, depth: int, seed: int) -> MLP:
    """Return the first network of ``whest run --seed SEED`` at this shape.

    The streams are those of ``whestbench.scoring.make_contest``: of each network's three
    seed sequences the first draws the weights and the third gives ``mlp.seed``.

    Args:
        width: Neurons in a layer.
        depth: Number of weight matrices.
        seed: Seed of the run.

    Returns:
        A network whose weights are ``depth`` float32 arrays of shape (width, width).
    """
    weight_stream, _, estimator_stream = fnp.random.SeedSequence(seed).spawn(3)
    estimator_seed = int(estimator_stream.generate_state(1)[0])
    mlp = sample_mlp(width, depth, fnp.random.default_rng(weight_stream), seed=estimator_seed)
    return dataclasses.replace(mlp, name=assign_unique_names([estimator_seed])[0])
