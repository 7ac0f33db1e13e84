"""Where an estimator stands under a round's rules: what `whestdocs budget` shows.

    several plain runs -> FLOPs, residual seconds -> effective compute, multiplier
    runs with other numbers of its own -> the largest sample count that a share has room for

FLOPs are the same on every machine. Seconds are those of the machine that ran it.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from whestdocs.competition.rounds import Round
from whestdocs.competition.rulebook import effective_compute, failing_field, floor_flops, multiplier
from whestdocs.estimators.budget.sample_count import LargestCount, NoCountError
from whestdocs.estimators.notices import documents
from whestdocs.estimators.profiles import Profile

SCHEMA = "whestdocs.budget/1"


@dataclass(frozen=True)
class TimedRun:
    """One run of predict(), as the grader runs it.

    Attributes:
        flops_used: FLOPs that it spent.
        wall_s: Seconds that it took.
        residual_s: Those of them outside of flopscope.
    """

    flops_used: int
    wall_s: float
    residual_s: float


@dataclass(frozen=True)
class Samples:
    """The largest sample count that a share of the budget has room for.

    Attributes:
        name: Name of the number in the estimator that is the count; None where the estimator
            chooses it by the budget that it is given, and the largest one follows from the law.
        value: The count that it has now; that it chooses if it is given the limit.
        flops: FLOPs of that one.
        share: Share of the budget that must not be exceeded.
        limit: The same in FLOPs.
        largest: The largest count, with the costs that show it.
        step: Samples that come together, as in blocks; a law is about so many.
    """

    name: str | None
    value: int
    flops: int
    share: float
    limit: int
    largest: LargestCount
    step: int = 1


@dataclass(frozen=True)
class GivenBudget:
    """What an estimator does if it is given another budget.

    Attributes:
        flop_budget: The budget.
        flops_used: FLOPs that it spends then; None where it does not get by with it.
        samples: The size of its arrays that changes with the budget, if that is one.
    """

    flop_budget: int
    flops_used: int | None
    samples: int | None


class NoSamplesError(NoCountError):
    """There is no largest count, though the cost follows the budget.

    Attributes:
        by_budget: What it follows.
    """

    def __init__(self, message: str, by_budget: tuple[GivenBudget, ...]) -> None:
        super().__init__(message)
        self.by_budget = by_budget


@dataclass(frozen=True)
class Standing:
    """Where an estimator stands.

    Attributes:
        profile: What was run; without charges, as nothing was recorded.
        round: The round whose rules apply.
        runs: Every run.
        samples: The sample count that has room, or None.
        why_none: Why there is none, "" if there is one.
        by_budget: What it spends with other budgets, where that is no straight line.
    """

    profile: Profile
    round: Round
    runs: tuple[TimedRun, ...]
    samples: Samples | None = None
    why_none: str = ""
    by_budget: tuple[GivenBudget, ...] = ()

    @property
    def flops_used(self) -> int:
        """FLOPs of the most expensive run; nearly always all spend the same."""
        return max(run.flops_used for run in self.runs)

    @property
    def flops_left(self) -> int:
        """FLOPs left before the multiplier rises; below 0 where it has risen."""
        return floor_flops(self.round.flop_budget) - self.flops_used

    @property
    def is_steady(self) -> bool:
        """Whether all runs spent the same FLOPs."""
        return len({run.flops_used for run in self.runs}) == 1

    @property
    def median_residual_s(self) -> float:
        """Residual seconds in the middle of the runs."""
        return median(run.residual_s for run in self.runs)

    @property
    def worst_residual_s(self) -> float:
        """Residual seconds of the run that had most."""
        return max(run.residual_s for run in self.runs)

    def compute(self, residual_s: float) -> float:
        """Return the effective compute with that much residual time, in FLOPs."""
        return effective_compute(self.round, self.flops_used, residual_s)

    @property
    def median_multiplier(self) -> float:
        """Multiplier in the middle of the runs; 1 where its network fails."""
        fails = self.median_failing_field is not None
        return multiplier(self.compute(self.median_residual_s), self._budget, fails=fails)

    @property
    def worst_multiplier(self) -> float:
        """Multiplier at worst; 1 where that fails the network."""
        fails = self.failing_field is not None
        return multiplier(self.compute(self.worst_residual_s), self._budget, fails=fails)

    @property
    def median_failing_field(self) -> str | None:
        """Field of a report that the run in the middle would set, failing its network, or None."""
        wall_s = median(run.wall_s for run in self.runs)
        return self._failing_field(self.median_residual_s, wall_s)

    @property
    def failing_field(self) -> str | None:
        """Field of a report that the worst run would set, failing its network, or None."""
        return self._failing_field(self.worst_residual_s, max(run.wall_s for run in self.runs))

    @property
    def _budget(self) -> int:
        return self.round.flop_budget

    def _failing_field(self, residual_s: float, wall_s: float) -> str | None:
        added = self.profile.observations.conversion_flops
        if self.flops_used + added > self._budget:
            return "budget_exhausted"
        return failing_field(self.round, self.compute(residual_s), residual_s, wall_s)

    def document(self) -> dict[str, Any]:
        """Return the standing as the published JSON contract has it."""
        budget = self.round.flop_budget
        middle, worst = self.compute(self.median_residual_s), self.compute(self.worst_residual_s)
        return {
            "schema": SCHEMA,
            **self.profile.shared("estimator", "release", "round", "width", "depth", "seed"),
            "flop_budget": self.profile.flop_budget,
            "flops_used": self.flops_used,
            "flops_left": self.flops_left,
            "runs": [vars(run) for run in self.runs],
            "effective_compute": {"median": middle, "worst": worst},
            "share": {"median": middle / budget, "worst": worst / budget},
            "multiplier": {"median": self.median_multiplier, "worst": self.worst_multiplier},
            "fails_by": self.failing_field,
            "notices": documents(self.profile),
            "residual": {
                "median_s": self.median_residual_s,
                "worst_s": self.worst_residual_s,
                "limit_s": self.round.residual_wall_time_limit_s,
                "flops_per_second": self.round.residual_flops_per_second,
            },
            "samples": None if self.samples is None else _samples_document(self.samples),
            "why_no_samples": self.why_none or None,
            "by_budget": [vars(given) for given in self.by_budget],
        }


def _samples_document(samples: Samples) -> dict[str, Any]:
    largest = samples.largest
    return {
        **{name: getattr(samples, name) for name in ("name", "value", "flops", "share", "limit")},
        "is_measured": samples.name is not None,
        "step": samples.step,
        "largest": largest.count,
        "flops_at_largest": largest.flops,
        "flops_at_one_more": largest.flops_beyond,
        "counts_run": largest.runs,
        "law": None if largest.law is None else vars(largest.law),
    }
