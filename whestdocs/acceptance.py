"""Accepting drift: old -> new, in ledgers and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from whestdocs.drift import Comparison, Drift, SourceChange
from whestdocs.figures import Provenance
from whestdocs.ledger import Ledger
from whestdocs.text import counted, natural, some


def chosen(comparison: Comparison, pattern: str | None) -> list[Drift]:
    """Return the drifts whose name is ``pattern`` or matches it; all of them for None."""
    return [drift for drift in comparison.drifts if _matches(drift.name, pattern)]


def chosen_changes(comparison: Comparison, pattern: str | None) -> list[SourceChange]:
    """Return the source changes that `accept` takes over along with the chosen drifts.

    Those are the changes of sources that have a figure of that name, and no drift left.
    """
    sources = {
        figure.provenance.source
        for figure in comparison.measured.figures.values()
        if _matches(figure.name, pattern)
    }
    sources -= {
        drift.provenance.source for drift in comparison.drifts if not _matches(drift.name, pattern)
    }
    return [change for change in comparison.source_changes if change.measured.source in sources]


def what_remains(left: Comparison, pattern: str | None) -> list[str]:
    """Return a sentence for each source of which `accept` took over only a part.

    Args:
        left: The differences that are left after it.
        pattern: What it was called with.
    """
    if pattern is None:
        return []
    sources = {
        figure.provenance.source
        for figure in left.measured.figures.values()
        if _matches(figure.name, pattern)
    }
    changes = {change.measured.source: change for change in left.source_changes}
    sentences = []
    for source in sorted(sources):
        names = [drift.name for drift in left.drifts if drift.provenance.source == source]
        if not names:
            continue
        are = "is" if len(names) == 1 else "are"
        sentence = (
            f"{left.measured.round.tag}: {counted(len(names), 'drifted figure')} of {source} {are} "
            f"not accepted yet: {some(sorted(names, key=natural))}."
        )
        if source in changes and changes[source].accepted.sha256 != changes[source].measured.sha256:
            accepted = changes[source].accepted
            sentence += (
                f" Until they are, the ledger keeps the digest {accepted.sha256[:12]} of "
                f"{accepted.file}."
            )
        sentences.append(sentence)
    return sentences


def _matches(name: str, pattern: str | None) -> bool:
    return pattern is None or name == pattern or fnmatchcase(name, pattern)


def accept(
    ledger: Ledger,
    comparison: Comparison,
    drifts: Sequence[Drift],
    changes: Sequence[SourceChange],
) -> Ledger:
    """Return ``ledger`` with ``drifts`` and ``changes`` taken over.

    What a source's figures have in common stands once in the ledger, so it is taken over
    with the last of the source's drifts; and the release, which stands once for all
    sources, with the last of all. Until then the check stays red.
    """
    figures = dict(ledger.figures)
    for drift in drifts:
        if drift.measured is None:
            del figures[drift.name]
        else:
            figures[drift.name] = drift.measured
    # A statistic that still agrees is taken over too where what it comes from has changed.
    changed = {change.measured.source for change in changes}
    figures |= {
        name: figure
        for name, figure in comparison.measured.figures.items()
        if figure.provenance.source in changed and name in figures
    }
    provenances = _provenances(ledger, comparison, drifts, changes)
    return Ledger(
        ledger.round_tag,
        {
            name: replace(figure, provenance=provenances[figure.provenance.source])
            for name, figure in figures.items()
        },
    )


def _provenances(
    ledger: Ledger,
    comparison: Comparison,
    drifts: Sequence[Drift],
    changes: Sequence[SourceChange],
) -> dict[str, Provenance]:
    """Return where the figures of each source come from, once accepted."""
    accepted = {figure.provenance.source: figure.provenance for figure in ledger.figures.values()}
    measured = {f.provenance.source: f.provenance for f in comparison.measured.figures.values()}
    taken = {drift.name for drift in drifts}
    left = {drift.provenance.source for drift in comparison.drifts if drift.name not in taken}
    left |= {
        change.measured.source
        for change in comparison.source_changes
        if change not in changes and not change.is_release_alone
    }
    if not left or not accepted:
        return measured
    release = next(iter(accepted.values()))
    return {
        source: replace(
            accepted[source] if source in left and source in accepted else provenance,
            flopscope=release.flopscope,
            whestbench=release.whestbench,
        )
        for source, provenance in (accepted | measured).items()
    }
