"""Accuracy: how far the examples are off, against a sampled truth."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whestdocs import jobs
from whestdocs.cache import key
from whestdocs.errors import MeasurementError
from whestdocs.figures import INTERVAL, Figure, Provenance
from whestdocs.files import sha256_of
from whestdocs.profile import Failure
from whestdocs.project import Project
from whestdocs.releases import prepare
from whestdocs.rounds import Round
from whestdocs.run import run_task

#: Monte-Carlo samples of the truth that errors are measured against.
SAMPLES = 65_536
_ACCURACY_LIMIT_S = 1200.0


@dataclass(frozen=True)
class AccuracyJob:
    """Measuring how far the examples are off, on a round's network.

    Attributes:
        project: The checkout.
        round: The round.
        files: The examples.
    """

    project: Project
    round: Round
    files: tuple[Path, ...]

    @property
    def name(self) -> str:
        """Name of the result among those of its round."""
        return "accuracy"

    @property
    def description(self) -> str:
        """What is measured."""
        return f"errors in {self.round.tag}"

    @property
    def folder(self) -> Path:
        """Folder of the first example, as the probe sees it."""
        return self.files[0].resolve().parent

    @property
    def _document(self) -> dict[str, Any]:
        return accuracy_document(self.files, self.round, jobs.SEED)

    def key(self) -> str:
        """Return the digest of scripts, shape, seed, samples, release and probe."""
        scripts = {file.name: sha256_of(file.read_bytes()) for file in self.files}
        release = [self.round.release.flopscope, self.round.release.whestbench]
        return key(self._document | {"estimators": scripts, "release": release})

    def run(self) -> dict[str, Any]:
        """Predict with every example, and sample the truth."""
        installed = prepare(self.round.release)
        result: dict[str, Any] = run_task(installed, self._document, _ACCURACY_LIMIT_S)
        if result["failure"] is not None:
            failure = Failure(**result["failure"])
            raise MeasurementError(f"An example failed in {self.round.tag}: {failure}")
        for name, error in result["errors"].items():
            if not all(map(math.isfinite, error.values())):
                raise MeasurementError(
                    f"The predictions of the example {name} in {self.round.tag} are not finite."
                )
        return result

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return the final-layer mean squared error of each example, an interval."""
        return [self._figure(file, result) for file in self.files]

    def _figure(self, file: Path, result: dict[str, Any]) -> Figure:
        error = result["errors"][file.stem]
        return Figure(
            name=f"accuracy/{file.stem}/final_layer_mse",
            value=_three_digits(error["value"]),
            unit="",
            kind=INTERVAL,
            provenance=self._provenance(file, result["release"]),
            low=_three_digits(error["low"]),
            high=_three_digits(error["high"]),
        )

    def _provenance(self, file: Path, release: dict[str, str]) -> Provenance:
        return Provenance(
            source=f"accuracy/{file.stem}",
            file=file.relative_to(self.project.root).as_posix(),
            sha256=sha256_of(file.read_bytes()),
            call=f"final-layer error against {SAMPLES:,} Monte-Carlo samples",
            round_tag=self.round.tag,
            flopscope=release["flopscope"],
            whestbench=release["whestbench"],
            width=self.round.width,
            depth=self.round.depth,
            seed=jobs.SEED,
            dtype="float32",
        )


def accuracy_document(files: Iterable[Path], round_: Round, seed: int) -> dict[str, Any]:
    """Return the request that measures the errors of the estimators in ``files``."""
    return {
        "task": "accuracy",
        "estimators": [str(file.resolve()) for file in files],
        "width": round_.width,
        "depth": round_.depth,
        "seed": seed,
        "samples": SAMPLES,
    }


def _three_digits(value: float) -> float:
    """Return ``value`` as the ledger keeps it: more digits would be the machine's noise."""
    return float(f"{value:.3g}")
