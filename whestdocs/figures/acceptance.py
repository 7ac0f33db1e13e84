"""Accepting drift: old -> new, in ledgers and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from whestdocs.figures.drift import Comparison, Drift
from whestdocs.figures.ledger import Ledger
from whestdocs.text import counted, natural, some


def chosen(comparison: Comparison, pattern: str | None) -> list[Drift]:
    """Return the drifts whose name is ``pattern`` or matches it; all of them for None."""
    return [drift for drift in comparison.drifts if _matches(drift.name, pattern)]


def superfluous(comparison: Comparison, pattern: str | None) -> list[str]:
    """Return the accepted figures of such names that nothing publishes any more."""
    return [name for name in comparison.unpublished if _matches(name, pattern)]


def _matches(name: str, pattern: str | None) -> bool:
    return pattern is None or name == pattern or fnmatchcase(name, pattern)


def accept(ledger: Ledger, drifts: Iterable[Drift], dropped: Iterable[str]) -> Ledger:
    """Return ``ledger`` with ``drifts`` taken over, and without the figures ``dropped``."""
    gone = {drift.name for drift in drifts if drift.measured is None} | set(dropped)
    new = {drift.name: drift.measured.accepted for drift in drifts if drift.measured is not None}
    kept = {name: figure for name, figure in ledger.figures.items() if name not in gone}
    return Ledger(ledger.round_tag, kept | new)


def what_remains(comparison: Comparison, accepted: Iterable[Drift]) -> list[str]:
    """Return a sentence about the drifts that were not ``accepted``, if there are any."""
    left = sorted({drift.name for drift in comparison.drifts} - {each.name for each in accepted})
    if not left:
        return []
    are = "is" if len(left) == 1 else "are"
    return [
        f"{comparison.measured.round.tag}: {counted(len(left), 'drifted figure')} {are} not "
        f"accepted yet: {some(sorted(left, key=natural))}."
    ]
