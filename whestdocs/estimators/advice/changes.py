"""How far one prediction is from another, layer by layer.

Early layers may be much larger than late ones, or much smaller. So each is measured in units
of its own size: a change in one cannot hide behind another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

#: The predicted means of one layer.
Row = Sequence[float]


@dataclass(frozen=True)
class LayerChange:
    """How far one layer's predicted means are from another prediction's.

    Attributes:
        largest: Largest difference of a mean.
        spread: Root of the mean squared difference.
        size: Largest absolute mean of the first prediction.
    """

    largest: float
    spread: float
    size: float

    @property
    def relative(self) -> float:
        """The largest difference in units of the layer's size; 1 where that is 0."""
        if not self.largest:
            return 0.0
        return self.largest / self.size if self.size else 1.0


@dataclass(frozen=True)
class Change:
    """How far one prediction is from another."""

    layers: tuple[LayerChange, ...]

    @property
    def largest(self) -> float:
        """Largest difference of a mean, in all layers."""
        return max((layer.largest for layer in self.layers), default=0.0)

    @property
    def relative(self) -> float:
        """Largest difference of a mean in units of its own layer's size."""
        return max((layer.relative for layer in self.layers), default=0.0)


def change_between(before: Sequence[Row], after: Sequence[Row]) -> Change:
    """Return how far one prediction is from another, given the means of each layer."""
    return Change(tuple(map(_of_layer, before, after)))


def _of_layer(before: Row, after: Row) -> LayerChange:
    differences = [abs(a - b) for a, b in zip(before, after, strict=True)]
    spread = hypot(*differences) / sqrt(len(differences))
    return LayerChange(max(differences), spread, max(map(abs, before)))


def largest_of(changes: Iterable[Change]) -> Change:
    """Return the largest of several changes, layer by layer; there is at least one."""
    return Change(
        tuple(
            LayerChange(
                max(layer.largest for layer in layers),
                max(layer.spread for layer in layers),
                max(layer.size for layer in layers),
            )
            for layers in zip(*(change.layers for change in changes), strict=True)
        )
    )
