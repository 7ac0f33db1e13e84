"""What comes before rendering: measuring what pages show, and comparing it with the ledgers.

whestdocs site, whestdocs serve    everything that is published, of every round
mkdocs build                       what the pages of one round show
"""

from __future__ import annotations

from collections.abc import Sequence

from whestdocs.competition.rounds import ROUNDS, Round
from whestdocs.figures.measured import Measured
from whestdocs.measurements.claims.published import refuse_stale
from whestdocs.measurements.measuring import measure
from whestdocs.pages.edition import Edition, edition_of, refuse_drift
from whestdocs.pages.publishing import publications, shown_by
from whestdocs.progress import Progress
from whestdocs.project import Project


def checked(project: Project, rounds: Sequence[Round], progress: Progress) -> dict[str, Measured]:
    """Return what was measured, by round, after comparing it with the accepted figures.

    All rounds are measured of which something is accepted: their figures are published as data.

    Raises:
        DriftError: Measured figures differ from the accepted ones; the text is the report.
        MeasurementError: An example failed.
        ReleaseError: A release cannot be installed or does not run.
        LedgerError: A ledger cannot be read.
    """
    places = publications(project)
    wanted = [
        round_
        for tag, round_ in ROUNDS.items()
        if round_ in rounds or project.ledger_file(tag).is_file()
    ]
    found = measure(project, wanted, places, progress)
    refuse_drift(project, found, places)
    refuse_stale(project)
    return {each.round.tag: each for each in found}


def prepared(project: Project, round_: Round, progress: Progress) -> Edition:
    """Return what the pages of a round may look up, after measuring what is missing of it.

    Raises:
        DriftError: Measured figures differ from the accepted ones; the text is the report.
        MeasurementError: An example failed.
        ReleaseError: A release cannot be installed or does not run.
        LedgerError: A ledger cannot be read.
    """
    places, rounds = shown_by(project, round_)
    return edition_of(project, measure(project, rounds, places, progress), places)
