"""The examples: which there are, and profiling one at a round's shape."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from whestdocs import jobs
from whestdocs.cache import key, neighbours
from whestdocs.errors import MeasurementError
from whestdocs.figures import Figure, Provenance, figures_of
from whestdocs.files import sha256_of
from whestdocs.profiles import Profile, profile_from
from whestdocs.project import Project
from whestdocs.releases import InstalledRelease, prepare
from whestdocs.rounds import Round
from whestdocs.run import Outcome, Request, run


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
    """

    project: Project
    round: Round
    file: Path

    @property
    def name(self) -> str:
        """Name of the example: its file without ``.py``."""
        return self.file.stem

    @property
    def description(self) -> str:
        """What is measured."""
        return f"{self.file.stem} in {self.round.tag}"

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
            self.file, self.round.width, self.round.depth, jobs.SEED, self.round.flop_budget
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
        provenance = Provenance(
            source=self.file.stem,
            file=self.file.relative_to(self.project.root).as_posix(),
            sha256=profile.sha256,
            call=profile.class_name or "",
            round_tag=self.round.tag,
            flopscope=profile.release["flopscope"],
            whestbench=profile.release["whestbench"],
            width=profile.width,
            depth=profile.depth,
            seed=profile.seed,
            dtype=profile.weights_dtype or "",
        )
        return figures_of(profile, provenance)
