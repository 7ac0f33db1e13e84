"""Accuracy: how far estimators are off, against a sampled truth.

The truth is sampled too, so its own error is in every comparison. Sampling it in
independent batches takes that out and bounds what is left: in batch k, with n samples,

    e_k = mean_j (p_j - t_kj)^2 - mean_j s_kj^2 / n

is an unbiased estimate of the estimator's squared error, because t_kj is off by s_kj^2 / n
in the mean square. The batches' mean has a Student-t interval.

An estimator's prediction is that of its profile, under the round's budget; so whatever
fails a profile has no accuracy either.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from whestdocs import jobs
from whestdocs.cache import Cache, code_digest, key
from whestdocs.examples import ExampleJob
from whestdocs.figures import INTERVAL, Figure, Provenance
from whestdocs.files import sha256_of
from whestdocs.intervals import mean_interval
from whestdocs.jobs import result_of
from whestdocs.project import Project
from whestdocs.rounds import Round
from whestdocs.run import run_task
from whestdocs.settings import Setting

#: Monte-Carlo samples of the truth that errors are measured against.
SAMPLES = 65_536
#: Batches of equal size that they are drawn in.
BATCHES = 16
_TRUTH_LIMIT_S = 1200.0
_INTERVALS = Path(__file__).with_name("intervals.py")


def sampled_truth(setting: Setting, samples: int | None = None) -> dict[str, Any]:
    """Return the batches of a network's truth, sampled only where the cache does not hold them.

    Args:
        setting: The network, and the release that samples it.
        samples: Samples in all, in BATCHES of equal size. Default: SAMPLES.

    Raises:
        MeasurementError: They cannot be sampled.
        ReleaseError: The release does not run.
    """
    installed = setting.installed()
    document = {
        "task": "truth",
        "width": setting.width,
        "depth": setting.depth,
        "seed": setting.seed,
        "batches": BATCHES,
        "size": (SAMPLES if samples is None else samples) // BATCHES,
    }
    release = {"release": [installed.release.flopscope, installed.release.whestbench]}
    cache, digest = Cache.default(), key(document | release)
    found = cache.find(digest, Path())
    if found is None:
        found = run_task(installed, document, _TRUTH_LIMIT_S)
        cache.store(digest, found)
    return found


def error_of(final_layer: list[float], truth: dict[str, Any]) -> dict[str, float]:
    """Return the mean squared error of predicted final-layer means, with a 95% interval.

    Args:
        final_layer: The predicted means.
        truth: Batches of the same network's truth, from `sampled_truth`.
    """
    return mean_interval(batch_errors(final_layer, truth)).document()


def batch_errors(final_layer: Sequence[float], truth: dict[str, Any]) -> list[float]:
    """Return an unbiased estimate of the mean squared error from each batch of the truth."""
    size, errors = truth["size"], []
    for batch in truth["batches"]:
        pairs = zip(final_layer, batch["means"], strict=True)
        square = fmean((predicted - sampled) ** 2 for predicted, sampled in pairs)
        # whestbench divides by n, not n - 1, where it estimates the variance of a sample.
        errors.append(square - batch["variance"] / (size - 1))
    return errors


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
    def _examples(self) -> list[ExampleJob]:
        return [ExampleJob(self.project, self.round, file) for file in self.files]

    def key(self) -> str:
        """Return the digest of the profiles' keys, of the samples and of how they are compared."""
        ingredients = {
            "task": "truth",
            "examples": [example.key() for example in self._examples],
            "samples": [SAMPLES, BATCHES],
            "comparison": code_digest(Path(__file__), _INTERVALS),
        }
        return key(ingredients)

    def run(self) -> dict[str, Any]:
        """Sample the truth, and compare what every example predicts in its profile."""
        round_ = self.round
        truth = sampled_truth(
            Setting(round_, round_.release, round_.width, round_.depth, seed=jobs.SEED)
        )
        profiles = {example: result_of(example) for example in self._examples}
        return {
            "release": truth["release"],
            "classes": {example.name: result["class"] for example, result in profiles.items()},
            "errors": {
                example.name: error_of(result["prediction"]["final_layer"], truth)
                for example, result in profiles.items()
            },
            "dependencies": [
                entry | {"path": os.path.relpath(example.folder / entry["path"], self.folder)}
                for example, result in profiles.items()
                for entry in result["dependencies"]
            ],
        }

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
            provenance=self._provenance(file, result),
            low=_three_digits(error["low"]),
            high=_three_digits(error["high"]),
        )

    def _provenance(self, file: Path, result: dict[str, Any]) -> Provenance:
        return Provenance(
            source=f"accuracy/{file.stem}",
            file=file.relative_to(self.project.root).as_posix(),
            sha256=sha256_of(file.read_bytes()),
            call=result["classes"][file.stem],
            round_tag=self.round.tag,
            flopscope=result["release"]["flopscope"],
            whestbench=result["release"]["whestbench"],
            width=self.round.width,
            depth=self.round.depth,
            seed=jobs.SEED,
            dtype="float32",
            method=f"final-layer error against {SAMPLES:,} Monte-Carlo samples",
        )


def _three_digits(value: float) -> float:
    """Return ``value`` as the ledger keeps it: more digits would be the machine's noise."""
    return float(f"{value:.3g}")
