"""The truth that estimators are compared with: a network's means, sampled in batches.

Nothing here is counted, so plain NumPy samples it, in half the time that
``whestbench.simulation.sample_layer_statistics`` takes for all layers; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..estimators.networks import network
from ..task import Task

#: Sets the truth's samples apart from every other stream of the network's seed.
_TRUTH_STREAM = 20260
#: Samples that go through the network together.
_CHUNK = 4096


def measure(task: Task) -> None:
    """Sample the final layer of the request's network, in independent batches."""
    width, depth, seed, size = (task.request[name] for name in ("width", "depth", "seed", "size"))
    mlp = network(width, depth, seed)
    weights = [np.asarray(weight).view(np.ndarray) for weight in mlp.weights]
    generators = [
        np.random.default_rng([_TRUTH_STREAM, seed, batch])
        for batch in range(task.request["batches"])
    ]
    batches = [final_means(weights, size, rng).tolist() for rng in generators]
    task.result |= {"size": size, "batches": batches}
    task.finish()


def final_means(weights: Sequence[Any], samples: int, rng: np.random.Generator) -> Any:
    """Return the means of the last layer over so many standard normal inputs, in float64."""
    width = weights[0].shape[0]
    total = np.zeros(width)
    for start in range(0, samples, _CHUNK):
        x = rng.standard_normal((min(_CHUNK, samples - start), width), dtype=np.float32)
        for weight in weights:
            x = x @ weight
            np.maximum(x, 0.0, out=x)
        total += x.sum(axis=0, dtype=np.float64)
    return total / samples
