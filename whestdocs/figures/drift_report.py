"""The drift report: what moved, why, where it is published, and the command that accepts it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from glob import escape
from itertools import groupby
from pathlib import Path

from whestdocs.figures.drift import Comparison, Drift
from whestdocs.figures.drift_causes import moved_expressions, source_changes
from whestdocs.figures.figure import Figure
from whestdocs.figures.publications import Publications
from whestdocs.text import counted, natural, some, visible

#: Figures of single expressions, lines and layers come after those of the whole.
_DETAIL = re.compile(r"[^/]+/(expression|line|layer)/")
_LAYER = re.compile(r"(?P<source>.+/layer/)(?P<number>\d+)(?P<what>/flops)")


def report(
    comparison: Comparison,
    publications: Publications,
    root: Path,
    before: Mapping[str, Figure] | None = None,
) -> str:
    """Return the report of one round.

    Args:
        comparison: The differences; there are some.
        publications: What is published.
        root: Folder that pages and examples are named relative to.
        before: The figures when everything agreed for the last time, None if that is not known.
    """
    tag = comparison.measured.round.tag
    lines = [f"{tag}: {counted(len(comparison.drifts), 'figure')} drifted."]
    changes = source_changes(before or {}, comparison.measured.figures)
    lines += [f"  {change}." for change in changes]
    new = _of_new_sources(comparison)
    known = [drift for drift in comparison.drifts if drift not in new]
    lines += _new_sources(new)
    lines += moved_expressions(comparison.measured, known, before or {})
    known.sort(key=lambda drift: natural(drift.name))
    details = [drift for drift in known if _DETAIL.match(drift.name)]
    for drift in known:
        if drift not in details:
            lines.append(f"  {drift}")
            lines += _published([drift], tag, publications, root)
    lines += [f"  {line}" for line in _merged(details)]
    lines += _published(details, tag, publications, root)
    lines += _unpublished(comparison)
    lines.append(f"  If this is right, accept it with: {_command(comparison)}")
    return "\n".join(map(visible, lines))


def report_of_agreement(comparison: Comparison, before: Mapping[str, Figure]) -> str:
    """Return what there is to say of a round in which nothing drifted.

    Args:
        comparison: No differences.
        before: The figures when everything agreed for the last time, none if that is not known.
    """
    count = len(comparison.agreeing)
    agree = "agrees" if count == 1 else "agree"
    tag, figures = comparison.measured.round.tag, comparison.measured.figures
    lines = [f"{tag}: {counted(count, 'figure')} {agree} with the ledger."]
    lines += [f"  {change}; no figure moved." for change in source_changes(before, figures)]
    return "\n".join(lines + _unpublished(comparison))


def _unpublished(comparison: Comparison) -> list[str]:
    if not comparison.unpublished:
        return []
    count = counted(len(comparison.unpublished), "accepted figure")
    return [f"  Nothing publishes {count} any more. `whestdocs accept` drops them."]


def _of_new_sources(comparison: Comparison) -> list[Drift]:
    """Return the drifts of sources of which no figure is accepted."""
    figures = comparison.measured.figures
    moved = {drift.name for drift in comparison.drifts if drift.accepted is not None}
    accepted = {
        figures[name].provenance.source
        for name in moved.union(comparison.agreeing)
        if name in figures
    }
    return [
        drift
        for drift in comparison.drifts
        if drift.accepted is None
        and drift.measured is not None
        and drift.measured.provenance.source not in accepted
    ]


def _new_sources(drifts: Iterable[Drift]) -> Iterator[str]:
    """Yield a line for each family of sources of which nothing is accepted yet."""
    families: dict[str, list[str]] = {}
    for drift in sorted(drifts, key=lambda drift: natural(drift.name)):
        families.setdefault(drift.family, []).append(drift.name)
    for family, names in families.items():
        count = counted(len(names), "new figure")
        yield f"  {family}: {count}, none accepted yet: {some(names)}."


def _published(
    drifts: Sequence[Drift], tag: str, publications: Publications, root: Path
) -> list[str]:
    """Return a line with the places that show any of ``drifts``, or none."""
    places = {place.where(root) for drift in drifts for place in publications.of(drift.name, tag)}
    return [f"      published in {', '.join(sorted(places, key=natural))}"] if places else []


def _merged(drifts: Sequence[Drift]) -> Iterator[str]:
    """Yield a line for each drift; neighbouring layers that moved alike share one."""

    def run_of(drift: Drift) -> tuple[str, str]:
        layer = _LAYER.fullmatch(drift.name)
        return layer["source"] + layer["what"] if layer else drift.name, drift.change

    for _, run in groupby(drifts, run_of):
        first, *others = run
        if not others:
            yield str(first)
            continue
        last = _LAYER.fullmatch(others[-1].name)
        assert last is not None  # Only layers make a run.
        yield f"{first.name} to {last['number']}{last['what']}, each: {first.change}"


def _command(comparison: Comparison) -> str:
    command = f"whestdocs accept --round {comparison.measured.round.tag}"
    families = {drift.family for drift in comparison.drifts}
    if len(families) > 1:
        return command
    return f"{command} --figure {shlex.quote(f'{escape(families.pop())}/*')}"
