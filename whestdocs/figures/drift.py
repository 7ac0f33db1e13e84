"""Drift: measured figures that differ from the accepted ones."""

from __future__ import annotations

from dataclasses import dataclass

from whestdocs.figures.figure import Accepted, Figure, agree
from whestdocs.figures.ledger import Ledger
from whestdocs.figures.measured import Measured
from whestdocs.figures.publications import Publications


@dataclass(frozen=True)
class Drift:
    """One published figure that moved, appeared or went.

    Attributes:
        accepted: The figure in the ledger, or None if it is new.
        measured: The figure as measured, or None if nothing measures it any more.
    """

    accepted: Accepted | None
    measured: Figure | None

    @property
    def name(self) -> str:
        """Name of the figure."""
        figure = self.measured or self.accepted
        assert figure is not None
        return figure.name

    @property
    def family(self) -> str:
        """First part of the name."""
        return self.name.split("/")[0]

    @property
    def change(self) -> str:
        """What became of the figure, in words."""
        unit = self.measured.unit if self.measured else ""
        formula = f" = {self.measured.formula}" if self.measured and self.measured.formula else ""
        before = _text(self.accepted, unit) if self.accepted else ""
        after = _text(self.measured.accepted, unit) + formula if self.measured else ""
        if self.accepted is None:
            return f"new, measured {after}"
        if self.measured is None:
            return f"accepted {before}, no longer measured"
        return f"accepted {before}, measured {after}{_ratio(self.accepted, self.measured)}"

    def __str__(self) -> str:
        return f"{self.name}: {self.change}"


def _text(figure: Accepted, unit: str) -> str:
    bounds = "" if figure.low is None else f" ({figure.low:.4g} to {figure.high:.4g})"
    return f"{figure.value:,}{bounds} {unit}".rstrip()


def _ratio(accepted: Accepted, measured: Figure) -> str:
    """Return the ratio, with as many digits as it takes to tell the two apart."""
    if not accepted.value:
        return ""
    ratio = measured.value / accepted.value
    texts = [f"{ratio:.{digits}g}" for digits in (4, 8, 12, 17)]
    return f", ratio {next((text for text in texts if float(text) != 1), texts[0])}"


@dataclass(frozen=True)
class Comparison:
    """All differences between a round's measurement and its ledger.

    Attributes:
        measured: What was measured.
        drifts: The published figures that are not what was accepted.
        agreeing: Names of the published figures that are.
        unpublished: Names of accepted figures that nothing publishes any more.
    """

    measured: Measured
    drifts: tuple[Drift, ...]
    agreeing: tuple[str, ...] = ()
    unpublished: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether every published figure is what was accepted."""
        return not self.drifts


def compare(measured: Measured, ledger: Ledger, publications: Publications) -> Comparison:
    """Compare what was measured with what is accepted for the same round."""
    tag = measured.round.tag
    names = sorted(measured.figures.keys() | ledger.figures.keys())
    shown = {name for name in names if publications.show(name, tag)}
    drifts, agreeing = [], []
    for name in (name for name in names if name in shown):
        accepted, new = ledger.figures.get(name), measured.figures.get(name)
        if accepted is not None and new is not None and agree(accepted, new.accepted):
            agreeing.append(name)
        else:
            drifts.append(Drift(accepted, new))
    unpublished = tuple(name for name in ledger.figures if name not in shown)
    return Comparison(measured, tuple(drifts), tuple(agreeing), unpublished)
