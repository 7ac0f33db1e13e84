"""Drift: measured figures that differ from the accepted ones, and how to say so."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from glob import escape
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
        return f"{name} {getattr(self.accepted, name)} -> {getattr(self.measured, name)}"


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
    # The prices stand in one file, so a change of release is the same line for all of them.
    lines += dict.fromkeys(f"  {change}." for change in comparison.source_changes)
    lines += _new_sources(comparison)
    accepted_sources = _accepted_sources(comparison)
    known = [d for d in comparison.drifts if d.provenance.source in accepted_sources]
    for drift in sorted(known, key=lambda drift: bool(_DETAIL.match(drift.name))):
        lines.append(f"  {drift}")
        places = [place.where(root) for place in publications_of(drift.name, tag, publications)]
        if places:
            lines.append(f"      published in {', '.join(dict.fromkeys(places))}")
    lines += _causes(comparison, known)
    lines.append(f"  If this is right, accept it with: {_command(comparison)}")
    return "\n".join(lines)


#: Figures of single expressions, lines and layers come after those of the whole.
_DETAIL = re.compile(r"[^/]+/(expression|line|layer)/")


def _accepted_sources(comparison: Comparison) -> set[str]:
    """Return the sources of which at least one figure is accepted."""
    moved = {d.provenance.source for d in comparison.drifts if d.accepted is not None}
    new = {drift.name for drift in comparison.drifts}
    kept = {f.provenance.source for n, f in comparison.measured.figures.items() if n not in new}
    return moved | kept


def _new_sources(comparison: Comparison) -> list[str]:
    """Return a line for each source of which nothing is accepted yet."""
    accepted = _accepted_sources(comparison)
    new = Counter(
        drift.name.split("/")[0]
        for drift in comparison.drifts
        if drift.provenance.source not in accepted
    )
    return [f"  {family}: {count} new figures, none accepted yet." for family, count in new.items()]


def _causes(comparison: Comparison, drifts: Sequence[Drift]) -> list[str]:
    """Return the source expressions whose cost moved, with their places, dearest change first."""
    by_name = {drift.name: drift for drift in drifts}
    causes = []
    for source, profile in comparison.measured.profiles.items():
        for (span, op), (path, total) in expression_paths(profile).items():
            drift = by_name.get(f"{source}/{path}/flops")
            if drift is None:
                continue
            before = drift.accepted.value if drift.accepted else 0
            place = f"examples/{span.file}:{span.line}:{span.column}"
            text = f"`{' '.join(span.source.split())}` ({op})"
            change = f"{before:,} -> {total.flops:,} FLOPs"
            causes.append((-abs(total.flops - before), f"    {place}: {text}: {change}"))
    if not causes:
        return []
    return ["  The cost of these expressions moved:", *(line for _, line in sorted(causes))]


def _command(comparison: Comparison) -> str:
    sources = {drift.provenance.source for drift in comparison.drifts}
    sources |= {change.measured.source for change in comparison.source_changes}
    pattern = f" --figure {shlex.quote(f'{escape(sources.pop())}/*')}" if len(sources) == 1 else ""
    return f"whestdocs accept --round {comparison.measured.round.tag}{pattern}"
