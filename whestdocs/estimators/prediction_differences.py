"""How far the predictions of two estimators differ, layer by layer, on the same networks.

predictions of A and B on each network -> the largest difference in each layer of each
-> the largest of all, and the largest as a share of what A predicts there
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from whestdocs.estimators.profiles import Profile


@dataclass(frozen=True)
class LayerDifference:
    """How far two predictions of one layer of one network differ.

    Attributes:
        seed: Seed of the network.
        layer: The layer, from 0.
        absolute: The largest difference of a neuron.
        size: The largest value that A predicts there, without its sign.
    """

    seed: int
    layer: int
    absolute: float
    size: float

    @property
    def relative(self) -> float | None:
        """The largest difference as a share of ``size``; None where A predicts zeros alone."""
        if self.absolute == 0.0:
            return 0.0
        return self.absolute / self.size if self.size else None

    def document(self) -> dict[str, Any]:
        """Return the difference as the published JSON contract has it."""
        return vars(self) | {"relative": self.relative}


@dataclass(frozen=True)
class PredictionDifferences:
    """How far the predictions of two estimators differ.

    Attributes:
        layers: Of every layer of every network.
    """

    layers: tuple[LayerDifference, ...]

    @property
    def largest(self) -> LayerDifference:
        """The layer whose values differ most."""
        return max(self.layers, key=lambda layer: layer.absolute)

    @property
    def largest_relative(self) -> LayerDifference:
        """The layer whose values differ most as a share of what A predicts there."""
        return max(self.layers, key=_share)

    def document(self) -> dict[str, Any]:
        """Return the differences as the published JSON contract has it."""
        by_layer: dict[int, list[LayerDifference]] = {}
        for layer in self.layers:
            by_layer.setdefault(layer.layer, []).append(layer)
        return {
            "largest": self.largest.document(),
            "largest_relative": self.largest_relative.document(),
            "layers": [
                max(group, key=lambda layer: layer.absolute).document()
                for group in by_layer.values()
            ],
        }


def _share(layer: LayerDifference) -> float:
    return float("inf") if layer.relative is None else layer.relative


def prediction_differences(a: Sequence[Profile], b: Sequence[Profile]) -> PredictionDifferences:
    """Return how far two estimators' predictions differ.

    Args:
        a: Profiles of the first, without failures.
        b: Profiles of the second, on the same networks.
    """
    return PredictionDifferences(
        tuple(
            LayerDifference(
                seed=one.seed,
                layer=layer,
                absolute=max(abs(x - y) for x, y in zip(*rows, strict=True)),
                size=max(map(abs, rows[0])),
            )
            for one, other in zip(a, b, strict=True)
            for layer, rows in enumerate(zip(one.means, other.means, strict=True))
        )
    )
