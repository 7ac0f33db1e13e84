"""Measuring what is published: from the cache where possible, else by running it.

    publications  ->  jobs  ->  results and figures in the cache  ->  Measured

The figures of a result are kept beside it, so that whoever only compares them need not read
all results. These are read when something asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from whestdocs.competition.rounds import Round
from whestdocs.errors import MeasurementError
from whestdocs.estimators.profiles import Profile
from whestdocs.figures.figure import Figure
from whestdocs.figures.measured import Measured
from whestdocs.figures.publications import Publications
from whestdocs.measurements.captures.capture_job import capture_jobs
from whestdocs.measurements.claims.claim_catalogue import claims
from whestdocs.measurements.claims.claims_job import ClaimsJob
from whestdocs.measurements.client_names import ClientJob
from whestdocs.measurements.example_accuracy import AccuracyJob
from whestdocs.measurements.examples import ExampleJob, compared_files, example_files
from whestdocs.measurements.job import Job, cached, result_of
from whestdocs.measurements.kept_figures import KeptFigures, kept_figures
from whestdocs.measurements.prices.forms import PricesJob, price_calls
from whestdocs.measurements.prices.price_list_job import PriceListJob, catalogue
from whestdocs.measurements.tips import TipJob, tip_files
from whestdocs.progress import Progress
from whestdocs.project import Project
from whestdocs.running.forking import end_idle
from whestdocs.running.parallel import side_by_side

_FORMS = "price/form/"
_Value = TypeVar("_Value")


def measure(
    project: Project, rounds: Iterable[Round], publications: Publications, progress: Progress
) -> list[Measured]:
    """Measure what is published of each of ``rounds``.

    Raises:
        MeasurementError: An example or a call failed.
        ReleaseError: A release cannot be installed or does not run.
    """
    found = {
        round_: [(job, kept_figures(job)) for job in _jobs(project, round_, publications)]
        for round_ in rounds
    }
    missing = [job for pairs in found.values() for job, figures in pairs if figures is None]
    try:
        with progress.started(len(missing)):
            for job, _ in side_by_side(result_of, missing):
                progress.finished_one(job.description)
    finally:
        end_idle()
    return [
        _collected(
            round_,
            [(job, kept_figures(job) if kept is None else kept) for job, kept in pairs],
            "What {} reads changed while it was being measured. Run the command again.",
        )
        for round_, pairs in found.items()
    ]


def measured(project: Project, round_: Round, publications: Publications) -> Measured:
    """Return what was measured of what is published of a round, without measuring anything.

    Raises:
        MeasurementError: Something was not measured yet.
    """
    pairs = [(job, kept_figures(job)) for job in _jobs(project, round_, publications)]
    message = (
        "There is no measurement of {} yet. Run `whestdocs measure`, or name the plugin "
        "`whestdocs` in mkdocs.yml, which measures before pages are rendered."
    )
    return _collected(round_, pairs, message)


def _jobs(project: Project, round_: Round, publications: Publications) -> Iterator[Job]:
    """Yield the measurements of what is published, the longest first.

    The shorter ones then fill the other worker's time.
    """

    def patterns(beginning: str) -> list[str]:
        return publications.patterns(beginning, round_.tag)

    if patterns("claim/") or patterns("claims/"):
        yield ClaimsJob(round_, claims())
    for file in compared_files(project):
        if patterns(f"accuracy/{file.stem}/"):
            yield AccuracyJob(project, round_, file)
    for file in example_files(project):
        if patterns(f"{file.stem}/"):
            yield ExampleJob(project, round_, file)
    for file in tip_files(project):
        if patterns(f"tip/{file.stem}/"):
            yield TipJob(project, round_, file)
    if patterns("price_list/") or any(not each.startswith(_FORMS) for each in patterns("price/")):
        yield PriceListJob(round_, catalogue())
    if patterns(_FORMS):
        calls = price_calls()
        shown = {name: call for name, call in calls.items() if patterns(f"{_FORMS}{name}/")}
        yield PricesJob(round_, shown)
    if patterns("client/") and round_.release.client_sha256:
        yield ClientJob(round_)
    if patterns("capture/"):
        for job in capture_jobs(project, round_):
            if patterns(f"{job.name}/"):
                yield job


def _collected(
    round_: Round,
    found: Iterable[tuple[Job, KeptFigures | None]],
    missing: str,
) -> Measured:
    """Return what was found; where there is nothing, the text ``missing`` is the error's."""
    profiles: dict[str, Callable[[], Profile]] = {}
    results: dict[str, Callable[[], dict[str, Any]]] = {}
    figures: dict[str, Figure] = {}
    keys: dict[str, str] = {}
    for job, kept in found:
        if kept is None:
            raise MeasurementError(missing.format(job.description))
        figures |= {figure.name: figure for figure in kept.figures}
        keys[job.name] = kept.key
        if isinstance(job, ExampleJob):
            profiles[job.name] = partial(_profile, job)
        else:
            results[job.name] = partial(_result, job)
    return Measured(round_, _ReadWhenAsked(profiles), _ReadWhenAsked(results), figures, keys)


def _profile(job: ExampleJob) -> Profile:
    return job.profile(_result(job))


def _result(job: Job) -> dict[str, Any]:
    result = cached(job)
    if result is None:
        raise MeasurementError(
            f"What {job.description} reads changed after it was measured. Run the command again."
        )
    return result


class _ReadWhenAsked(Mapping[str, _Value]):
    """A mapping whose values are read when they are first asked for.

    Args:
        readers: What reads each value.
    """

    def __init__(self, readers: dict[str, Callable[[], _Value]]) -> None:
        self._readers = readers
        self._values: dict[str, _Value] = {}

    def __getitem__(self, name: str) -> _Value:
        if name not in self._values:
            self._values[name] = self._readers[name]()
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._readers)

    def __len__(self) -> int:
        return len(self._readers)

    def __contains__(self, name: object) -> bool:
        return name in self._readers
