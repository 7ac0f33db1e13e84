"""Measuring all examples of a round: from the cache where possible, else by running them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from whestdocs.cache import Cache
from whestdocs.errors import MeasurementError
from whestdocs.figures import Figure, Provenance, figures_of
from whestdocs.profile import Profile, profile_from
from whestdocs.project import Project
from whestdocs.releases import prepare
from whestdocs.rounds import Round
from whestdocs.run import Outcome, Request, run

#: Measurements at once. FLOPs do not depend on the load, so two small cores are used fully.
_WORKERS = 2
#: Seed of the network that every published figure is measured on.
SEED = 0


class Progress(Protocol):
    """What is told how far the measuring has come."""

    def started(self, total: int) -> AbstractContextManager[object]:
        """Return a context that lasts while ``total`` measurements are made."""

    def finished_one(self, description: str) -> None:
        """Note that one more is there."""


@dataclass(frozen=True)
class Measured:
    """What was measured for one round.

    Attributes:
        round: The round.
        profiles: Profile of each example, by source name (the file's name without ``.py``).
        figures: All figures, by name.
    """

    round: Round
    profiles: dict[str, Profile]
    figures: dict[str, Figure]


def example_files(project: Project) -> list[Path]:
    """Return the estimators that the guide measures, in order of their names."""
    return sorted(project.examples.glob("[0-9]*.py"))


def measure(project: Project, rounds: Iterable[Round], progress: Progress) -> list[Measured]:
    """Measure every example in every one of ``rounds``.

    Raises:
        MeasurementError: An example failed.
        ReleaseError: A release cannot be installed or does not run.
    """
    rounds = list(rounds)
    jobs = [(round_, file) for round_ in rounds for file in example_files(project)]
    missing = [job for job in jobs if _cached(*job) is None]
    with progress.started(len(missing)), ThreadPoolExecutor(_WORKERS) as pool:
        for round_, file in pool.map(lambda job: _measure(*job), missing):
            progress.finished_one(f"{file.stem} in {round_.tag}")
    return [_collect(project, round_, example_files(project)) for round_ in rounds]


def _request(round_: Round, file: Path) -> Request:
    return Request(file, round_.width, round_.depth, SEED, round_.flop_budget)


def _cached(round_: Round, file: Path) -> Outcome | None:
    result = Cache.default().find(prepare(round_.release), _request(round_, file))
    return None if result is None else Outcome(result, "")


def _measure(round_: Round, file: Path) -> tuple[Round, Path]:
    installed = prepare(round_.release)
    request = _request(round_, file)
    result = run(installed, request).result
    profile = profile_from(Outcome(result, ""), request, round_.tag)
    if profile.failure is not None:
        raise MeasurementError(
            f"The example {file.name} failed in {round_.tag}: {profile.failure}"
        )
    Cache.default().store(installed, request, result)
    return round_, file


def _collect(project: Project, round_: Round, files: Sequence[Path]) -> Measured:
    profiles = {file.stem: _profile(round_, file) for file in files}
    figures: dict[str, Figure] = {}
    for source, profile in profiles.items():
        provenance = _provenance(project, round_, profile, source)
        figures |= {figure.name: figure for figure in figures_of(profile, provenance)}
    return Measured(round_, profiles, figures)


def _profile(round_: Round, file: Path) -> Profile:
    outcome = _cached(round_, file)
    if outcome is None:
        raise MeasurementError(
            f"{file.name} changed while it was being measured. Run the command again."
        )
    return profile_from(outcome, _request(round_, file), round_.tag)


def _provenance(project: Project, round_: Round, profile: Profile, source: str) -> Provenance:
    file = project.examples / profile.file
    return Provenance(
        source=source,
        file=file.relative_to(project.root).as_posix(),
        sha256=profile.sha256,
        class_name=profile.class_name or "",
        round_tag=round_.tag,
        flopscope=profile.release["flopscope"],
        whestbench=profile.release["whestbench"],
        width=profile.width,
        depth=profile.depth,
        seed=profile.seed,
        dtype=profile.weights_dtype or "",
    )
