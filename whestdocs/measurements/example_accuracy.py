"""Measuring how far an example is off, on several networks of a round's shape."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from whestdocs.competition.rounds import Round
from whestdocs.errors import MeasurementError
from whestdocs.estimators import accuracy
from whestdocs.estimators.accuracy import BATCHES, Batches, batch_errors, final_layer, mean_error
from whestdocs.estimators.settings import Setting
from whestdocs.figures.figure import INTERVAL, Figure, Provenance
from whestdocs.measurements import job
from whestdocs.measurements.examples import ExampleJob, compared_files
from whestdocs.measurements.job import provenance_in, result_of
from whestdocs.numbers import three_digits
from whestdocs.project import PACKAGE, Project
from whestdocs.running.cache import code_digest, key

#: For each network, who samples its truth: several examples want the same, which is kept.
_sampling: defaultdict[tuple[Round, int], threading.Lock] = defaultdict(threading.Lock)
_COMPARISON = [PACKAGE / "estimators" / name for name in ("accuracy.py", "intervals.py")]


@dataclass(frozen=True)
class AccuracyJob:
    """Measuring how far an example is off, on networks of a round's shape.

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
        """Name of the result among those of its round."""
        return f"accuracy/{self.file.stem}"

    @property
    def description(self) -> str:
        """What is measured."""
        return f"the error of {self.file.stem} in {self.round.tag}"

    @property
    def folder(self) -> Path:
        """Folder of the example, as the probe sees it."""
        return self._first.folder

    @property
    def _first(self) -> ExampleJob:
        return ExampleJob(self.project, self.round, self.file)

    def key(self) -> str:
        """Return the digest of the profile's key, of the samples and of how they are compared."""
        ingredients = {
            "task": "truth",
            "example": self._first.key(),
            "samples": [accuracy.NETWORKS, accuracy.SAMPLES, BATCHES],
            "comparison": code_digest(Path(__file__), *_COMPARISON),
        }
        return key(ingredients)

    def run(self) -> dict[str, Any]:
        """Sample the truths, and compare what the example predicts in its profiles.

        Raises:
            MeasurementError: The example failed, or its error is not told from 0.
            ReleaseError: The release does not run.
        """
        examples = [replace(self._first, network=number) for number in range(accuracy.NETWORKS)]
        # One after the other: other jobs run beside this one, and these need the most memory.
        found = {example.network: _measured(example) for example in self._in_turn(examples)}
        result, _ = found[0]
        return {
            "class": result["class"],
            "error": self._error([found[example.network][1] for example in examples]),
            "dependencies": result["dependencies"],
        }

    def _in_turn(self, networks: list[ExampleJob]) -> list[ExampleJob]:
        """Return the networks in the order of work.

        Two examples next to each other begin at either end: they run side by side, and so
        neither waits for a truth that the other samples.
        """
        is_odd = compared_files(self.project).index(self.file) % 2
        return networks[::-1] if is_odd else networks

    def _error(self, networks: list[Batches]) -> dict[str, Any]:
        error = mean_error(networks)
        if error.value is None:
            raise MeasurementError(
                f"The error of {self.file.stem} is {error}, which {accuracy.SAMPLES:,} samples of "
                "each truth do not tell from 0. "
                "Raise SAMPLES in whestdocs/estimators/accuracy.py."
            )
        return error.document()

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return the final-layer mean squared error, an interval."""
        value, low, high = (
            three_digits(result["error"][name]) for name in ("value", "low", "high")
        )
        name, provenance = f"{self.name}/final_layer_mse", self._provenance(result["class"])
        return [Figure(name, value, "", INTERVAL, provenance, low, high)]

    def _provenance(self, class_name: str) -> Provenance:
        file = self.file.relative_to(self.project.root).as_posix()
        return provenance_in(
            self.round,
            self.name,
            file,
            self.file.read_bytes(),
            class_name,
            ("accuracy", file, "--seed", str(job.SEED)),
            width=self.round.width,
            depth=self.round.depth,
            seed=job.SEED,
            dtype="float32",
            method=(
                f"final-layer error in the mean over {accuracy.NETWORKS} networks, each against "
                f"{accuracy.SAMPLES:,} Monte-Carlo samples"
            ),
        )


def _measured(example: ExampleJob) -> tuple[dict[str, Any], Batches]:
    """Return an example's result on a network, and its error there."""
    result, round_ = result_of(example), example.round
    network = Setting(round_, round_.release, round_.width, round_.depth, seed=example.seed)
    with _sampling[round_, example.seed]:
        truth = accuracy.sampled_truth(network)
    return result, batch_errors(final_layer(example.profile(result)), truth)
