"""Drift: measured figures that differ from the accepted ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from whestdocs.figures import Figure, Provenance
from whestdocs.ledger import Ledger
from whestdocs.measure import Measured


@dataclass(frozen=True)
class Drift:
    """One figure that moved, appeared or went.

    Attributes:
        round_tag: Round.
        accepted: The figure in the ledger, or None if it is new.
        measured: The figure as measured, or None if nothing measures it any more.
    """

    round_tag: str
    accepted: Figure | None
    measured: Figure | None

    @property
    def name(self) -> str:
        """Name of the figure."""
        return self._any().name

    @property
    def provenance(self) -> Provenance:
        """Where the figure comes from."""
        return self._any().provenance

    def _any(self) -> Figure:
        figure = self.measured or self.accepted
        assert figure is not None
        return figure

    @property
    def change(self) -> str:
        """What became of the figure, in words."""
        if self.accepted is None:
            return f"new, measured {_value(self.measured)}"
        if self.measured is None:
            return f"accepted {_value(self.accepted)}, no longer measured"
        return (
            f"accepted {_value(self.accepted)}, measured {_value(self.measured)}"
            f"{_ratio(self.accepted, self.measured)}"
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.change}"


def _value(figure: Figure | None) -> str:
    if figure is None:
        return "nothing"
    bounds = "" if figure.low is None else f" ({figure.low:.4g} to {figure.high:.4g})"
    formula = f" = {figure.formula}" if figure.formula else ""
    return f"{figure.value:,}{bounds} {figure.unit}".rstrip() + formula


def _ratio(accepted: Figure, measured: Figure) -> str:
    """Return the ratio, with as many digits as it takes to tell the two apart."""
    if not accepted.value:
        return ""
    ratio = measured.value / accepted.value
    texts = [f"{ratio:.{digits}g}" for digits in (4, 8, 12, 17)]
    return f", ratio {next((text for text in texts if float(text) != 1), texts[0])}"


@dataclass(frozen=True)
class SourceChange:
    """A source whose file, class, shape or release is not the accepted one."""

    accepted: Provenance
    measured: Provenance

    @property
    def is_release_alone(self) -> bool:
        """Whether nothing changed but the release, which a ledger names once for all."""
        release = {name: getattr(self.measured, name) for name in ("flopscope", "whestbench")}
        return replace(self.accepted, **release) == self.measured

    def __str__(self) -> str:
        changed = [
            name
            for name, value in vars(self.accepted).items()
            if getattr(self.measured, name) != value
        ]
        if {"file", "call"} & set(changed) and self.measured.width is None:
            call = " ".join(self.measured.call.split())
            return f"The call {self.measured.source} is another: {call}"
        what = ", ".join(self._change(name) for name in changed)
        return f"{self.measured.file} is not what was accepted: {what}"

    def _change(self, name: str) -> str:
        if name == "sha256":
            return "another content"
        values = (getattr(provenance, name) for provenance in (self.accepted, self.measured))
        before, after = ("none" if value in ("", None) else value for value in values)
        return f"{name} {before} -> {after}"


@dataclass(frozen=True)
class Comparison:
    """All differences between a round's measurement and its ledger."""

    measured: Measured
    drifts: tuple[Drift, ...]
    source_changes: tuple[SourceChange, ...]

    @property
    def is_clean(self) -> bool:
        """Whether everything measured is what was accepted."""
        return not self.drifts and not self.source_changes


def compare(measured: Measured, ledger: Ledger) -> Comparison:
    """Compare what was measured with what is accepted for the same round."""
    names = sorted(measured.figures.keys() | ledger.figures.keys())
    pairs = [(ledger.figures.get(name), measured.figures.get(name)) for name in names]
    drifts = tuple(
        Drift(measured.round.tag, accepted, new)
        for accepted, new in pairs
        if accepted is None or new is None or not accepted.agrees_with(new)
    )
    before, after = _provenances(ledger.figures.values()), _provenances(measured.figures.values())
    changes = tuple(
        SourceChange(before[source], after[source])
        for source in sorted(before.keys() & after.keys())
        if before[source] != after[source]
    )
    return Comparison(measured, drifts, changes)


def _provenances(figures: Iterable[Figure]) -> dict[str, Provenance]:
    return {figure.provenance.source: figure.provenance for figure in figures}
