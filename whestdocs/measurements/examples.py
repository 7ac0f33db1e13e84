"""The examples: which there are, and profiling one at a round's shape."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from whestdocs.competition.rounds import Round
from whestdocs.errors import MeasurementError
from whestdocs.estimators.profiles import Profile, profile_from
from whestdocs.figures.figure import Figure
from whestdocs.figures.of_profiles import figures_of
from whestdocs.files import sha256_of
from whestdocs.measurements import job
from whestdocs.project import Project
from whestdocs.running.cache import key, neighbours
from whestdocs.running.installing import InstalledRelease, prepare
from whestdocs.running.probes import Outcome, Request, run


def example_files(project: Project) -> list[Path]:
    """Return the estimators that the guide measures, in order of their names."""
    return sorted(file for file in project.examples.glob("[0-9]*.py") if file.is_file())


def compared_files(project: Project) -> list[Path]:
    """Return the estimators whose errors the guide measures: the examples, and some others.

    Of those in `examples/accuracy` nothing else becomes a figure.
    """
    return example_files(project) + sorted((project.examples / "accuracy").glob("*.py"))


@dataclass(frozen=True)
class ExampleJob:
    """Profiling one example at a round's shape.

    Attributes:
        project: The checkout.
        round: The round.
        file: The example.
        network: How many networks come before the one that it is profiled on.
    """

    project: Project
    round: Round
    file: Path
    network: int = 0

    @property
    def name(self) -> str:
        """Name of the example: its file without ``.py``."""
        return self.file.stem

    @property
    def description(self) -> str:
        """What is measured."""
        return f"{self.file.stem} in {self.round.tag}"

    @property
    def seed(self) -> int:
        """Seed of the network."""
        return job.SEED + self.network

    @property
    def folder(self) -> Path:
        """The example's folder, as the probe sees it."""
        return self.file.resolve().parent

    @cached_property
    def _installed(self) -> InstalledRelease:
        return prepare(self.round.release)

    @property
    def _request(self) -> Request:
        return Request(
            self.file, self.round.width, self.round.depth, self.seed, self.round.flop_budget
        )

    def key(self) -> str:
        """Return the digest of script, files beside it, shape, seed, budget, release, probe."""
        script = {
            "estimator": self.file.name,
            "script": sha256_of(self.file.read_bytes()),
            "beside": neighbours(self.file.resolve()),
        }
        return key(self._request.document(self._installed) | script)

    def run(self) -> dict[str, Any]:
        """Run the example under the recorder."""
        result = run(self._installed, self._request).result
        failure = self.profile(result).failure
        if failure is not None:
            raise MeasurementError(
                f"The example {self.file.name} failed in {self.round.tag}: {failure}"
            )
        return result

    def profile(self, result: dict[str, Any]) -> Profile:
        """Return the profile that a result describes."""
        return profile_from(Outcome(result, ""), self._request, self.round.tag)

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return every figure of the profile."""
        profile = self.profile(result)
        file = self.file.relative_to(self.project.root).as_posix()
        provenance = job.provenance_in(
            self.round,
            self.file.stem,
            file,
            self.file.read_bytes(),
            profile.class_name or "",
            ("profile", file, "--seed", str(self.seed)),
            width=profile.width,
            depth=profile.depth,
            seed=profile.seed,
            dtype=profile.weights_dtype or "",
        )
        return figures_of(profile, provenance)
