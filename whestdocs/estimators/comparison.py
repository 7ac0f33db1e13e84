r"""Comparing two estimators on the same networks: FLOPs exactly, accuracy as a paired statistic.

FLOPs are counted, so their difference is exact. Accuracy is a mean over networks of which a
few are drawn, measured against truths that are sampled. With a_j and b_j what A and B predict
for neuron j of n, t_j the sampled truth and \mu_j the exact one, a network's difference is

    D = mean_j (b_j - t_j)^2 - mean_j (a_j - t_j)^2 = mean_j (b_j - a_j) (b_j + a_j - 2 t_j)

which is linear in t: the squares of t's own error, common to both, cancel. So D is unbiased
however few samples t has, and its variance by t, 4/n^2 (b - a)' Cov(t) (b - a), vanishes as
the predictions come together. That is the use of common random numbers (Glasserman and Yao,
"Some guidelines and guarantees for common random numbers", Management Science 38, 1992).

The truths of different networks are sampled independently. So the D of several networks
are independent too, their spread holds both what networks and what truths add to it, and
their mean has Student's interval (see `whestdocs.estimators.intervals`), with one degree of
freedom less than there are networks: it is about the mean over all networks. On one network alone
nothing tells how others differ; then the interval is that of the truth's batches, about this
network.

The errors of A and of B by themselves are those of `whestdocs.estimators.accuracy`, in the mean
over these networks. Where the truths cannot tell one from 0, only what it is below is told.

A score is the error times the multiplier (see `whestdocs.competition.rulebook`). Where both
multipliers are the same, so is what cancels. Where they differ, the truth's own error would not
cancel; it is subtracted, as `whestdocs.estimators.accuracy` does.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Unpack

from whestdocs.competition.rounds import Round
from whestdocs.competition.rulebook import effective_compute, floor_flops, multiplier
from whestdocs.estimators.accuracy import (
    SAMPLES,
    Batches,
    batch_errors,
    error_here,
    final_layer,
    networks_of,
    sampled_truth,
    samples_drawn,
)
from whestdocs.estimators.intervals import CONFIDENCE, Estimate, Interval, mean_interval
from whestdocs.estimators.line_pairs import LinePair, pair_lines
from whestdocs.estimators.notices import Notice, of_sides
from whestdocs.estimators.prediction_differences import (
    PredictionDifferences,
    prediction_differences,
)
from whestdocs.estimators.profiles import Profile
from whestdocs.estimators.profiling import EstimatorError, profile_target
from whestdocs.estimators.settings import Options, Setting, setting
from whestdocs.estimators.targets import Target, find_target
from whestdocs.progress import Progress, Silence
from whestdocs.running.parallel import side_by_side

SCHEMA = "whestdocs.compare/1"
#: Networks that two estimators are compared on.
NETWORKS = 5


@dataclass(frozen=True)
class Side:
    """One of the two estimators.

    Attributes:
        letter: ``"A"`` or ``"B"``.
        name: What the user called it.
        profiles: Its profile on each network.
    """

    letter: str
    name: str
    profiles: tuple[Profile, ...]

    @property
    def flops(self) -> list[int]:
        """FLOPs of predict() on each network."""
        return [profile.flops_used for profile in self.profiles]


@dataclass(frozen=True)
class OpDifference:
    """An operation on the first network, in both; 0 where it is not counted.

    Attributes:
        op: Name of the operation in flopscope.
        calls: Calls in A and in B.
        flops: FLOPs in A and in B.
    """

    op: str
    calls: tuple[int, int]
    flops: tuple[int, int]

    @property
    def difference(self) -> int:
        """FLOPs that B spends more than A."""
        return self.flops[1] - self.flops[0]

    def document(self) -> dict[str, Any]:
        """Return the difference as the published JSON contract has it."""
        a, b = (
            {"calls": calls, "flops": flops}
            for calls, flops in zip(self.calls, self.flops, strict=True)
        )
        return {"op": self.op, "a": a, "b": b, "difference": self.difference}


@dataclass(frozen=True)
class Paired:
    """A statistic of A and B on the same networks, which is never negative.

    Attributes:
        a: That of A in the mean over these networks.
        b: That of B.
        per_network: Of A and of B, on each network.
        difference: B minus A in the mean over all networks, with its interval.
    """

    a: Estimate
    b: Estimate
    per_network: tuple[tuple[Estimate, Estimate], ...]
    difference: Interval

    @property
    def better(self) -> str | None:
        """``"A"`` or ``"B"``, whichever is surely the smaller; None where neither is."""
        if self.difference.low > 0:
            return "A"
        return "B" if self.difference.high < 0 else None

    def document(self) -> dict[str, Any]:
        """Return the statistic as the published JSON contract has it."""
        return {
            **_told(self.a, self.b),
            "difference": self.difference.document(),
            "confidence": CONFIDENCE,
            "per_network": [_told(a, b) for a, b in self.per_network],
        }


def _told(a: Estimate, b: Estimate) -> dict[str, Any]:
    """Return two estimates as plain data: null where only what they are below is known."""
    return {"a": a.value, "b": b.value, "below": {"a": a.below, "b": b.below}}


@dataclass(frozen=True)
class EstimatorComparison:
    """Two estimators on the same networks.

    Attributes:
        round: Round whose budget and rulebook apply.
        seeds: Seed of each network.
        a: The first estimator.
        b: The second.
        predictions: How far what they predict differs.
        samples: Monte-Carlo samples of each truth; None where only FLOPs are compared.
        error: Mean squared error of the last layer; None where only FLOPs are compared.
        score: Error times multiplier, by FLOPs alone; None where only FLOPs are compared.
    """

    round: Round
    seeds: tuple[int, ...]
    a: Side
    b: Side
    predictions: PredictionDifferences
    samples: int | None
    error: Paired | None
    score: Paired | None

    @property
    def differences(self) -> list[int]:
        """FLOPs that B spends more than A, on each network."""
        return [b - a for a, b in zip(self.a.flops, self.b.flops, strict=True)]

    @property
    def is_constant(self) -> bool:
        """Whether both cost the same on every network."""
        return len(set(self.a.flops)) == len(set(self.b.flops)) == 1

    @property
    def by_flops_alone(self) -> bool:
        """Whether the round also prices residual time, which no score here holds."""
        return self.round.residual_flops_per_second > 0

    @property
    def below_floor(self) -> bool:
        """Whether both stay within the FLOPs that get the least multiplier, on every network."""
        return max(*self.a.flops, *self.b.flops) <= floor_flops(self.round.flop_budget)

    @property
    def multipliers(self) -> tuple[float, float]:
        """Score multiplier of A and of B by FLOPs alone, in the mean over the networks."""
        a, b = (fmean(_multipliers(side, self.round)) for side in (self.a, self.b))
        return a, b

    @property
    def ops(self) -> list[OpDifference]:
        """Every operation on the first network, the largest difference first."""
        a, b = self.a.profiles[0].ops, self.b.profiles[0].ops
        found = []
        for op in dict.fromkeys([*a, *b]):
            sums = [ops.get(op) for ops in (a, b)]
            one, other = ((total.calls, total.flops) if total else (0, 0) for total in sums)
            found.append(OpDifference(op, (one[0], other[0]), (one[1], other[1])))
        return sorted(found, key=lambda op: (-abs(op.difference), -max(op.flops), op.op))

    @property
    def lines(self) -> list[LinePair]:
        """Every charged line on the first network, those of A beside those of B."""
        return pair_lines(self.a.profiles[0], self.b.profiles[0])

    @property
    def notices(self) -> list[Notice]:
        """What must be known of their runs, each once."""
        return of_sides({side.letter: side.profiles for side in (self.a, self.b)})

    def document(self) -> dict[str, Any]:
        """Return everything as the published JSON contract has it."""
        first = self.a.profiles[0]
        return {
            "schema": SCHEMA,
            "a": first.estimator,
            "b": self.b.profiles[0].estimator,
            **first.shared("release", "round", "width", "depth", "flop_budget"),
            "networks": [
                {"seed": seed, "a": a, "b": b, "difference": b - a}
                for seed, a, b in zip(self.seeds, self.a.flops, self.b.flops, strict=True)
            ],
            "flops": {
                "a": self.a.flops[0],
                "b": self.b.flops[0],
                "difference": self.differences[0],
                "constant": self.is_constant,
            },
            "ops": [op.document() for op in self.ops],
            "lines": [pair.document() for pair in self.lines],
            "predictions": self.predictions.document(),
            "samples": self.samples,
            "final_layer_mse": self.error and self.error.document(),
            "score": self.score and self.score.document(),
            "multipliers": dict(zip("ab", self.multipliers, strict=True)),
            "below_floor": self.below_floor,
            "by_flops_alone": self.by_flops_alone,
            "notices": [{"side": each.side, **each.document()} for each in self.notices],
        }


def compare(
    a: str | os.PathLike[str],
    b: str | os.PathLike[str],
    *,
    networks: int = NETWORKS,
    samples: int | None = SAMPLES,
    **options: Unpack[Options],
) -> EstimatorComparison:
    """Run two estimators on the same networks and return how they differ.

    Each predict() runs in a process of its own, on the networks of the seeds from ``seed`` on.

    Args:
        a: An estimator: its file, its submission folder, or its module; ``:Class`` may follow.
        b: Another, or a changed version of it.
        networks: How many networks. FLOPs seldom depend on the network, accuracy does.
        samples: Monte-Carlo samples of each network's truth, which are kept; None to compare
            FLOPs alone, which takes seconds.
        **options: Round, release, shape, seed and limits; see
            `whestdocs.estimators.settings.Options`.

    Returns:
        What B costs more than A, in all, by operation and by line, in FLOPs; how far their
        predictions differ; and how its final-layer mean squared error and its score differ,
        each with a 95% interval.

    Raises:
        EstimatorError: One of them failed; the text says which, ``error.profile`` how.
        MeasurementError: A truth cannot be sampled.
        ReleaseError: The release cannot be installed or does not run.
        UsageError: There is no such estimator, round or release; or a number is too small.
    """
    targets = find_target(a), find_target(b)
    names = os.fspath(a), os.fspath(b)
    return compare_targets(targets, names, setting(**options), networks, samples, Silence())


def compare_targets(
    targets: tuple[Target, Target],
    names: tuple[str, str],
    setting: Setting,
    networks: int,
    samples: int | None,
    progress: Progress,
) -> EstimatorComparison:
    """Compare two estimators that are found already; see `compare`."""
    settings = networks_of(setting, networks)
    drawn = None if samples is None else samples_drawn(samples)
    setting.request(targets[0])  # Refuses a shape or a seed before anything runs.
    with progress.started((2 if drawn is None else 3) * networks):
        a, b = _run(targets, names, settings, progress)
        truths = [] if drawn is None else _truths(settings, drawn, progress)
    error = score = None
    if truths:
        errors = _batch_errors(a, truths), _batch_errors(b, truths)
        scores = _scores(a, errors[0], setting.round), _scores(b, errors[1], setting.round)
        error, score = _paired(*errors), _paired(*scores)
    seeds = tuple(each.seed for each in settings)
    differences = prediction_differences(a.profiles, b.profiles)
    return EstimatorComparison(setting.round, seeds, a, b, differences, drawn, error, score)


def _run(
    targets: tuple[Target, Target],
    names: tuple[str, str],
    settings: Sequence[Setting],
    progress: Progress,
) -> tuple[Side, Side]:
    """Run both estimators on every network.

    Raises:
        EstimatorError: One of them failed on one of these.
    """

    def run(item: tuple[int, Setting]) -> Profile:
        side, each = item
        outcome, profile = profile_target(targets[side], each)
        if profile.failure is not None:
            text = f"{'AB'[side]}, {names[side]}, failed on the network of seed {each.seed}: "
            raise EstimatorError(text + str(profile.failure), profile, outcome.printed)
        return profile

    items = [(side, each) for each in settings for side in (0, 1)]
    found = {}
    for item, result in side_by_side(run, items):
        found[item] = result
        progress.finished_one(f"{'AB'[item[0]]} on seed {item[1].seed}")
    a, b = (
        Side("AB"[side], names[side], tuple(found[side, each] for each in settings))
        for side in (0, 1)
    )
    return a, b


def _truths(settings: Sequence[Setting], samples: int, progress: Progress) -> list[dict[str, Any]]:
    found = {}
    for each, truth in side_by_side(lambda each: sampled_truth(each, samples), settings):
        found[each] = truth
        progress.finished_one(f"truth of seed {each.seed}")
    return [found[each] for each in settings]


def _batch_errors(side: Side, truths: Sequence[dict[str, Any]]) -> list[Batches]:
    pairs = zip(side.profiles, truths, strict=True)
    return [batch_errors(final_layer(profile), truth) for profile, truth in pairs]


def _multipliers(side: Side, round_: Round) -> list[float]:
    computes = [effective_compute(round_, flops, 0.0) for flops in side.flops]
    return [multiplier(compute, round_.flop_budget) for compute in computes]


def _scores(side: Side, errors: Sequence[Batches], round_: Round) -> list[Batches]:
    """Return errors times multipliers, as if no residual time passed."""
    factors = _multipliers(side, round_)
    return [
        [factor * error for error in batches]
        for factor, batches in zip(factors, errors, strict=True)
    ]


def _paired(a: Sequence[Batches], b: Sequence[Batches]) -> Paired:
    """Return a statistic of A and B, paired within networks and batches."""
    differences = [
        [other - one for one, other in zip(*batches, strict=True)]
        for batches in zip(a, b, strict=True)
    ]
    several = len(differences) > 1
    values = [fmean(batches) for batches in differences] if several else differences[0]
    per_network = [
        (error_here([one]), error_here([other])) for one, other in zip(a, b, strict=True)
    ]
    return Paired(error_here(a), error_here(b), tuple(per_network), mean_interval(values))
