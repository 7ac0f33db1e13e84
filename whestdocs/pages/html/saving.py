"""What a tip saves: two figures, and how the ratio between them is written."""

from __future__ import annotations

from dataclasses import dataclass

from whestdocs.figures.figure import Figure
from whestdocs.measurements.tips import saves
from whestdocs.numbers import significant
from whestdocs.pages.edition import Edition

#: The saving of what costs nothing afterwards.
FREE = "free"


@dataclass(frozen=True)
class Saving:
    """FLOPs before and after.

    Attributes:
        before: FLOPs of the first way.
        after: FLOPs of the second way.
    """

    before: Figure
    after: Figure

    @property
    def ratio(self) -> float:
        """How many times as much the first way costs; what is free counts as one FLOP."""
        return max(self.before.value, 1) / max(self.after.value, 1)

    @property
    def kind(self) -> str:
        """``"saves"``, ``"costs"`` or ``"neither"``."""
        if saves(self.before.value, self.after.value):
            return "saves"
        return "costs" if saves(self.after.value, self.before.value) else "neither"

    @property
    def text(self) -> str:
        """The ratio as a column of a table has it: ``16.0×``, ``free`` or ``none``."""
        if self.kind == "neither":
            return "none"
        if not self.before.value:
            return "costs"
        return FREE if not self.after.value else _times(self.ratio)

    @property
    def sentence(self) -> str:
        """The saving in words: ``16.0× cheaper``."""
        if self.kind == "neither":
            return "no saving"
        if not self.before.value:
            return "not free any more"
        if self.kind == "costs":
            return f"{_times(1 / self.ratio)} more expensive"
        return FREE if not self.after.value else f"{_times(self.ratio)} cheaper"


def _times(ratio: float) -> str:
    return f"{significant(ratio, 3)}\N{MULTIPLICATION SIGN}"


def saving_of(path: str, edition: Edition, round_tag: str | None = None) -> Saving | None:
    """Return the saving of a tip or of one of its cases, None where it was not measured.

    Args:
        path: What the figures' names begin with, such as ``tip/square``.
        edition: What may be looked up.
        round_tag: The round; default: the page's.
    """
    before, after = (edition.find(f"{path}/{way}/flops", round_tag) for way in ("before", "after"))
    # There are none where the release cannot run it.
    return Saving(before, after) if before is not None and after is not None else None
