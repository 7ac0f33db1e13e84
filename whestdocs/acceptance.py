"""Accepting drift: old -> new, in ledgers and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from whestdocs.drift import Comparison, Drift
from whestdocs.ledger import Ledger


def chosen(comparison: Comparison, pattern: str | None) -> list[Drift]:
    """Return the drifts whose name is ``pattern`` or matches it; all of them for None."""
    return [
        drift
        for drift in comparison.drifts
        if pattern is None or drift.name == pattern or fnmatchcase(drift.name, pattern)
    ]


def accept(ledger: Ledger, comparison: Comparison, drifts: Sequence[Drift]) -> Ledger:
    """Return ``ledger`` with ``drifts`` taken over.

    What a source's figures have in common stands once in the ledger, so it is taken over
    when the last of the source's drifts is; until then the check stays red.
    """
    figures = dict(ledger.figures)
    for drift in drifts:
        if drift.measured is None:
            del figures[drift.name]
        else:
            figures[drift.name] = drift.measured
    open_sources = {d.provenance.source for d in comparison.drifts if d not in drifts}
    accepted = {figure.provenance.source: figure.provenance for figure in ledger.figures.values()}
    measured = {f.provenance.source: f.provenance for f in comparison.measured.figures.values()}
    provenances = measured | {s: p for s, p in accepted.items() if s in open_sources}
    return Ledger(
        ledger.round_tag,
        {
            name: replace(figure, provenance=provenances[figure.provenance.source])
            for name, figure in figures.items()
        },
    )
