"""An edition: everything a round's pages may look up, measured and accepted beforehand.

Measure first, render after: pages only look figures up. An edition is what was measured,
compared with the ledgers; so a page can show no figure that is not both measured and accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from whestdocs.competition.rounds import ROUNDS, Round
from whestdocs.errors import DriftError, FigureError
from whestdocs.estimators.profiles import Profile
from whestdocs.figures.drift import Comparison, compare
from whestdocs.figures.drift_report import report
from whestdocs.figures.figure import Figure
from whestdocs.figures.ledger import Ledger, read
from whestdocs.figures.measured import Measured
from whestdocs.figures.publications import Publications
from whestdocs.measurements.captures.capture_job import Capture, read_captures
from whestdocs.measurements.examples import example_files
from whestdocs.measurements.kept_figures import last_agreement
from whestdocs.measurements.prices.operations import Operation, read_operations
from whestdocs.measurements.prices.price_kinds import Kinds
from whestdocs.project import Project


@dataclass(frozen=True)
class Edition:
    """What the pages of one round may show.

    Attributes:
        round: The round.
        profiles: Profile of each example.
        results: Result of each other measurement, by the job's name: what is no figure,
            such as captured text.
        figures: The figures of each round, as they were accepted, by their names.
        captures: The catalogue of captured commands, which tells where their files are.
    """

    round: Round
    profiles: Mapping[str, Profile]
    results: Mapping[str, dict[str, Any]]
    figures: Mapping[str, Mapping[str, Figure]]
    captures: Mapping[str, Capture] = field(default_factory=dict)

    def figure(self, name: str, round_tag: str | None = None) -> Figure:
        """Return the accepted figure ``name`` of this round or of another.

        Raises:
            FigureError: There is no such figure or round.
        """
        tag = round_tag or self.round.tag
        if tag not in ROUNDS:
            raise FigureError(f"There is no round {tag!r}. Rounds are: {', '.join(ROUNDS)}.")
        found = self.find(name, tag)
        if found is None:
            similar = _similar(name, self.figures.get(tag, ()))
            raise FigureError(f"There is no figure {name!r} in {tag}.{similar}")
        return found

    def find(self, name: str, round_tag: str | None = None) -> Figure | None:
        """Return the accepted figure ``name`` of this round or of another, None for none."""
        return self.figures.get(round_tag or self.round.tag, {}).get(name)

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """The operations of the round's release, by name; their prices are figures."""
        return read_operations(self.results["price_list"])

    @cached_property
    def kinds(self) -> Kinds:
        """What kind of price each of them has."""
        return Kinds(self.operations)

    def profile(self, source: str) -> Profile:
        """Return the profile of the example called ``source``.

        Raises:
            FigureError: There is no such example.
        """
        if source not in self.profiles:
            names = ", ".join(self.profiles)
            raise FigureError(f"There is no example {source!r}. Examples are: {names}.")
        return self.profiles[source]


def _similar(name: str, names: Iterable[str]) -> str:
    from difflib import get_close_matches

    matches = get_close_matches(name, names, n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(repr(match) for match in matches)}?" if matches else ""


def edition_of(project: Project, found: Sequence[Measured], places: Publications) -> Edition:
    """Return the edition of the first round of which something was measured.

    Args:
        project: The checkout.
        found: What was measured of that round and of others.
        places: What its pages publish.

    Raises:
        DriftError: Measured figures differ from the accepted ones; the text is the report.
        LedgerError: A ledger cannot be read.
    """
    ledgers = refuse_drift(project, found, places)
    figures = {each.round.tag: accepted_figures(each, ledgers[each.round.tag]) for each in found}
    own = found[0]
    return Edition(own.round, own.profiles, own.results, figures, read_captures(project))


def refuse_drift(
    project: Project, found: Sequence[Measured], places: Publications
) -> dict[str, Ledger]:
    """Return the ledger of each round, unless something measured is not accepted.

    Raises:
        DriftError: Measured figures differ from the accepted ones; the text is the report.
        LedgerError: A ledger cannot be read.
    """
    tags = [each.round.tag for each in found]
    ledgers = {tag: read(project.ledger_file(tag), tag) for tag in tags}
    comparisons = [compare(each, ledgers[each.round.tag], places) for each in found]
    drifted = [comparison for comparison in comparisons if not comparison.is_clean]
    if drifted:
        raise DriftError("\n".join(_report(project, each, places) for each in drifted))
    return ledgers


def _report(project: Project, comparison: Comparison, places: Publications) -> str:
    before = last_agreement(project, comparison.measured)
    return report(comparison, places, project.root, before)


def accepted_figures(found: Measured, ledger: Ledger) -> dict[str, Figure]:
    """Return the measured figures that are accepted, with the values that are."""
    return {
        name: replace(figure, value=accepted.value, low=accepted.low, high=accepted.high)
        for name, figure in found.figures.items()
        if (accepted := ledger.figures.get(name)) is not None
    }


def unshown_examples(project: Project, places: Publications) -> list[Path]:
    """Return the examples that no page shows a figure of."""
    return [
        file
        for file in example_files(project)
        if not any(places.patterns(f"{file.stem}/", tag) for tag in ROUNDS)
    ]
