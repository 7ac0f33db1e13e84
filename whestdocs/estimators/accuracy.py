r"""Accuracy: how far estimators are off, against sampled truths.

A truth is sampled too, so its own error is in every comparison. It is sampled in K
independent batches. With d_k the prediction minus the means of batch k, over n neurons,

    U = sum over all pairs k != l of  d_k . d_l / (n K (K - 1))

is an unbiased estimate of the mean squared error on that network, because the errors of two
batches are independent and each is 0 in the mean (a U-statistic: Hoeffding, "A class of
statistics with asymptotically normal distribution", Annals of Mathematical Statistics 19,
1948). All samples count in it as one, not each batch by itself. Its jackknife pseudo-values,
K U - (K - 1) U without batch k, have U as their mean, and their spread gives Student's
interval about this network (Arvesen, "Jackknifing U-statistics", Annals of Mathematical
Statistics 40, 1969). An error much smaller than the truth's own is not told from 0; then its
interval is up to 1.4 times as wide as it need be, never too narrow.

Over several networks, each with a truth of its own, the U of the networks are independent.
Their spread holds all there is: how networks differ, what an estimator drew on each, and what
the truths add. Their mean has Student's interval, about the mean over all networks and draws.
On one network alone the interval tells nothing of other networks, nor of other draws.

An estimator's prediction is that of its profile, under the round's budget; so whatever fails a
profile has no accuracy either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

from whestdocs.errors import UsageError
from whestdocs.estimators.intervals import (
    CONFIDENCE,
    Estimate,
    in_proportion,
    mean_interval,
    never_negative,
)
from whestdocs.estimators.profiles import Profile
from whestdocs.estimators.profiling import EstimatorError, profile_target
from whestdocs.estimators.settings import Setting
from whestdocs.estimators.targets import Target
from whestdocs.progress import Progress
from whestdocs.running.cache import Cache, key
from whestdocs.running.parallel import side_by_side
from whestdocs.running.probes import run_task

SCHEMA = "whestdocs.accuracy/1"
#: Networks that an error is the mean over, and samples of each one's truth.
NETWORKS, SAMPLES = 8, 16_384
#: Batches of equal size that a truth is sampled in.
BATCHES = 16
#: Seconds that sampling a truth may take at most.
_TRUTH_LIMIT_S = 7200.0

#: A statistic's pseudo-values, one for each batch of a network's truth.
Batches = list[float]


def networks_of(setting: Setting, count: int) -> list[Setting]:
    """Return a setting for each of ``count`` networks, from its own seed on.

    Raises:
        UsageError: There is none.
    """
    if count < 1:
        raise UsageError("--networks must be at least 1.")
    return [replace(setting, seed=setting.seed + number) for number in range(count)]


def samples_drawn(samples: int) -> int:
    """Return how many samples of a truth are drawn: whole batches of two at least.

    Raises:
        UsageError: There are too few.
    """
    if samples < 2 * BATCHES:
        raise UsageError(
            f"--samples must be at least {2 * BATCHES}: they are drawn in {BATCHES} batches."
        )
    return samples // BATCHES * BATCHES


def sampled_truth(setting: Setting, samples: int | None = None) -> dict[str, Any]:
    """Return the batches of a network's truth, sampled only where the cache does not hold them.

    Args:
        setting: The network, and the release that makes it.
        samples: Samples in all, in BATCHES of equal size. Default: SAMPLES.

    Returns:
        ``"batches"`` has the final layer's means in each.

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


def final_layer(profile: Profile) -> Sequence[float]:
    """Return the last row of what an estimator predicted; its profile has no failure."""
    return profile.means[-1]


def batch_errors(final_layer: Sequence[float], truth: dict[str, Any]) -> Batches:
    """Return the pseudo-values of a network's mean squared error, one for each batch.

    Args:
        final_layer: The predicted means of the last layer.
        truth: The same network's truth, from `sampled_truth`.
    """
    rows = [[p - t for p, t in zip(final_layer, means, strict=True)] for means in truth["batches"]]
    count, width = len(rows), len(final_layer)
    sums = [sum(column) for column in zip(*rows, strict=True)]
    squares = [sum(d * d for d in row) for row in rows]
    products = sum(s * s for s in sums) - sum(squares)  # Of all pairs of two batches, summed.
    whole = products / (width * (count - 1))
    errors = []
    for row, square in zip(rows, squares, strict=True):
        its_pairs = 2 * (sum(s * d for s, d in zip(sums, row, strict=True)) - square)
        errors.append(whole - (products - its_pairs) / (width * (count - 2)))
    return errors


def error_here(networks: Sequence[Batches]) -> Estimate:
    """Return the mean over these networks alone, as well as their truths tell it."""
    means = [fmean(batch) for batch in zip(*networks, strict=True)]
    return never_negative(mean_interval(means))


def mean_error(networks: Sequence[Batches]) -> Estimate:
    """Return the mean over all networks and draws, of which ``networks`` are some.

    Of one network alone it is that one's.
    """
    here = error_here(networks)
    if len(networks) == 1:
        return here
    over_all = mean_interval([fmean(batches) for batches in networks])
    if here.value is None:
        return never_negative(replace(over_all, high=max(over_all.high, here.high)))
    return in_proportion(over_all)


@dataclass(frozen=True)
class Accuracy:
    """How far an estimator is off.

    Attributes:
        profiles: Its profile on each network.
        samples: Monte-Carlo samples of each network's truth.
        errors: Mean squared error of the last layer on each network, in the truth's batches.
    """

    profiles: tuple[Profile, ...]
    samples: int
    errors: tuple[Batches, ...]

    @property
    def error(self) -> Estimate:
        """Mean squared error of the last layer, with its interval."""
        return mean_error(self.errors)

    def document(self) -> dict[str, Any]:
        """Return everything as the published JSON contract has it."""
        first = self.profiles[0]
        return {
            "schema": SCHEMA,
            **first.shared("estimator", "release", "round", "width", "depth"),
            "samples": self.samples,
            "confidence": CONFIDENCE,
            "final_layer_mse": self.error.document(),
            "networks": [
                {"seed": profile.seed} | error_here([errors]).document()
                for profile, errors in zip(self.profiles, self.errors, strict=True)
            ],
        }


def measure_accuracy(
    target: Target, setting: Setting, networks: int, samples: int, progress: Progress
) -> Accuracy:
    """Run an estimator on several networks, from the setting's seed on, against their truths.

    Args:
        target: The estimator.
        setting: How it is run.
        networks: How many.
        samples: Monte-Carlo samples of each network's truth, which are kept.
        progress: Told what is finished.

    Raises:
        EstimatorError: The estimator failed.
        MeasurementError: A truth cannot be sampled.
        ReleaseError: The release cannot be installed or does not run.
        UsageError: A number is too small.
    """
    settings, drawn = networks_of(setting, networks), samples_drawn(samples)
    setting.request(target)  # Refuses a shape or a seed before anything runs.
    setting.installed()

    def measure(each: Setting) -> tuple[Profile, Batches]:
        outcome, profile = profile_target(target, each)
        if profile.failure is not None:
            where = "" if each == setting else f"On the network of seed {each.seed}: "
            raise EstimatorError(f"{where}{profile.failure}", profile, outcome.printed)
        return profile, batch_errors(final_layer(profile), sampled_truth(each, drawn))

    found = {}
    with progress.started(networks):
        # The first alone: what fails there fails everywhere, and is told at once.
        for group in (settings[:1], settings[1:]):
            for each, result in side_by_side(measure, group):
                found[each] = result
                progress.finished_one(f"network of seed {each.seed}")
    profiles, errors = zip(*(found[each] for each in settings), strict=True)
    return Accuracy(profiles, drawn, errors)
