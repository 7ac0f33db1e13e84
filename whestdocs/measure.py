"""Measuring what the guide needs: from the cache where possible, else by running it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from whestdocs.accuracy import AccuracyJob
from whestdocs.captures import capture_jobs
from whestdocs.claims.catalogue import claims
from whestdocs.claims.job import ClaimsJob
from whestdocs.errors import MeasurementError
from whestdocs.examples import ExampleJob, compared_files, example_files
from whestdocs.figures import Figure
from whestdocs.forking import end_idle
from whestdocs.jobs import Job, cached, result_of
from whestdocs.price_list import PriceListJob, catalogue
from whestdocs.prices import PricesJob, price_calls
from whestdocs.profiles import Profile
from whestdocs.progress import Progress
from whestdocs.project import Project
from whestdocs.publications import read_publications
from whestdocs.rounds import Round
from whestdocs.tips import TipJob, tip_files
from whestdocs.workers import side_by_side


@dataclass(frozen=True)
class Measured:
    """What was measured for one round.

    Attributes:
        round: The round.
        profiles: Profile of each example, by source name (the file's name without ``.py``).
        results: Result of each other job, by its name.
        figures: All figures, by name.
    """

    round: Round
    profiles: dict[str, Profile]
    results: dict[str, dict[str, Any]]
    figures: dict[str, Figure]


def measure(project: Project, rounds: Iterable[Round], progress: Progress) -> list[Measured]:
    """Measure every example, price and claim in each of ``rounds``.

    Raises:
        MeasurementError: An example or a call failed.
        ReleaseError: A release cannot be installed or does not run.
    """
    jobs = {round_: _jobs(project, round_) for round_ in rounds}
    missing = [job for group in jobs.values() for job in group if cached(job) is None]
    try:
        with progress.started(len(missing)):
            for job, _ in side_by_side(result_of, missing):
                progress.finished_one(job.description)
    finally:
        end_idle()
    return [_collect(round_, group) for round_, group in jobs.items()]


def _jobs(project: Project, round_: Round) -> list[Job]:
    files, compared = example_files(project), compared_files(project)
    # The longest first, so that the shorter ones fill the other worker's time.
    return [
        *([ClaimsJob(round_, claims())] if _shows_claims(project) else []),
        *([AccuracyJob(project, round_, tuple(compared))] if compared else []),
        *(ExampleJob(project, round_, file) for file in files),
        *(TipJob(project, round_, file) for file in tip_files(project)),
        PriceListJob(round_, catalogue()),
        PricesJob(round_, price_calls()),
        *capture_jobs(project, round_),
    ]


def _shows_claims(project: Project) -> bool:
    """Return whether a page shows verdicts; a guide without such a page needs none."""
    places = read_publications(project.pages)
    return any(place.pattern.startswith("claim/") for place in places)


def _collect(round_: Round, jobs: Iterable[Job]) -> Measured:
    profiles: dict[str, Profile] = {}
    results: dict[str, dict[str, Any]] = {}
    figures: dict[str, Figure] = {}
    for job in jobs:
        result = cached(job)
        if result is None:
            raise MeasurementError(
                f"What {job.description} reads changed while it was being measured. "
                "Run the command again."
            )
        figures |= {figure.name: figure for figure in job.figures(result)}
        if isinstance(job, ExampleJob):
            profiles[job.file.stem] = job.profile(result)
        else:
            results[job.name] = result
    return Measured(round_, profiles, results, figures)
