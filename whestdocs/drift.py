"""Drift: measured figures that differ from the accepted ones, and how to say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from whestdocs.figures import Figure, Provenance, expression_paths
from whestdocs.ledger import Ledger
from whestdocs.measure import Measured
from whestdocs.publications import Publication, publications_of


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

    def __str__(self) -> str:
        if self.accepted is None:
            return f"{self.name}: new, measured {_value(self.measured)}"
        if self.measured is None:
            return f"{self.name}: accepted {_value(self.accepted)}, no longer measured"
        return (
            f"{self.name}: accepted {_value(self.accepted)}, measured {_value(self.measured)}"
            f"{_ratio(self.accepted, self.measured)}"
        )


def _value(figure: Figure | None) -> str:
    if figure is None:
        return "nothing"
    bounds = "" if figure.low is None else f" ({figure.low:.4g} to {figure.high:.4g})"
    return f"{figure.value:,}{bounds} {figure.unit}".rstrip()


def _ratio(accepted: Figure, measured: Figure) -> str:
    return f", ratio {measured.value / accepted.value:.4g}" if accepted.value else ""


@dataclass(frozen=True)
class SourceChange:
    """A source whose file, class, shape or release is not the accepted one."""

    accepted: Provenance
    measured: Provenance

    def __str__(self) -> str:
        changed = [
            name
            for name, value in vars(self.accepted).items()
            if getattr(self.measured, name) != value
        ]
        words = {"sha256": "the file's content", "class_name": "the class"}
        what = ", ".join(words.get(name, name) for name in changed)
        return f"{self.measured.file} is not the one that was accepted: {what} changed"


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


def report(comparison: Comparison, publications: Sequence[Publication], root: Path) -> str:
    """Return the drift report of one round: what moved, where it is published, why, the repair.

    Args:
        comparison: The differences.
        publications: What the pages publish.
        root: Folder that pages and examples are named relative to.
    """
    tag = comparison.measured.round.tag
    count = len(comparison.drifts)
    lines = [f"{tag}: {count} figure{'' if count == 1 else 's'} drifted."]
    lines += [f"  {change}." for change in comparison.source_changes]
    detail = re.compile(r"[^/]+/(expression|line|layer)/")
    for drift in sorted(comparison.drifts, key=lambda drift: bool(detail.match(drift.name))):
        lines.append(f"  {drift}")
        places = publications_of(drift.name, tag, publications)
        lines += [f"      published in {place.where(root)}" for place in places]
    lines += _causes(comparison)
    lines += [f"  If this is right, accept it with: {_command(comparison)}"]
    return "\n".join(lines)


def _causes(comparison: Comparison) -> list[str]:
    """Return the source expressions whose cost moved, with their places."""
    moved = {drift.name for drift in comparison.drifts}
    causes = []
    for source, profile in comparison.measured.profiles.items():
        for (span, op), (path, total) in expression_paths(profile).items():
            if f"{source}/{path}/flops" in moved:
                text = " ".join(span.source.split())
                file = f"examples/{span.file}:{span.line}:{span.column}"
                causes.append(f"    {file}: `{text}` ({op}) now costs {total.flops:,} FLOPs")
    return ["  The cost of these expressions moved:", *causes] if causes else []


def _command(comparison: Comparison) -> str:
    sources = {drift.provenance.source for drift in comparison.drifts}
    sources |= {change.measured.source for change in comparison.source_changes}
    pattern = f" --figure '{sources.pop()}/*'" if len(sources) == 1 else ""
    return f"whestdocs accept --round {comparison.measured.round.tag}{pattern}"
