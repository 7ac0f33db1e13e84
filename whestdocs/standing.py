"""Where an estimator stands under a round's rules: what `whestdocs budget` shows.

    several plain runs -> FLOPs, residual seconds -> effective compute, multiplier
    runs with other numbers of its own -> the largest sample count that a share has room for

FLOPs are the same on every machine. Seconds are those of the machine that ran it.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from whestdocs.profiles import Profile
from whestdocs.rounds import Round
from whestdocs.rulebook import effective_compute, multiplier
from whestdocs.sample_count import LargestCount

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
    """

    name: str | None
    value: int
    flops: int
    share: float
    limit: int
    largest: LargestCount


@dataclass(frozen=True)
class Standing:
    """Where an estimator stands.

    Attributes:
        profile: What was run; without charges, as nothing was recorded.
        round: The round whose rules apply.
        runs: Every run.
        samples: The sample count that has room, or None.
        why_none: Why there is none, "" if there is one.
    """

    profile: Profile
    round: Round
    runs: tuple[TimedRun, ...]
    samples: Samples | None = None
    why_none: str = ""

    @property
    def flops_used(self) -> int:
        """FLOPs of the most expensive run; nearly always all spend the same."""
        return max(run.flops_used for run in self.runs)

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

    def document(self) -> dict[str, Any]:
        """Return the standing as the published JSON contract has it."""
        budget = self.round.flop_budget
        middle, worst = self.compute(self.median_residual_s), self.compute(self.worst_residual_s)
        of_profile = self.profile.document()
        shared = ("estimator", "release", "round", "width", "depth", "seed", "flop_budget")
        return {
            "schema": SCHEMA,
            **{name: of_profile[name] for name in shared},
            "flops_used": self.flops_used,
            "runs": [vars(run) for run in self.runs],
            "effective_compute": {"median": middle, "worst": worst},
            "share": {"median": middle / budget, "worst": worst / budget},
            "multiplier": {
                "median": multiplier(middle, budget),
                "worst": multiplier(worst, budget),
            },
            "residual": {
                "median_s": self.median_residual_s,
                "worst_s": self.worst_residual_s,
                "limit_s": self.round.residual_wall_time_limit_s,
                "flops_per_second": self.round.residual_flops_per_second,
            },
            "samples": None if self.samples is None else _samples_document(self.samples),
            "why_no_samples": self.why_none or None,
        }


def _samples_document(samples: Samples) -> dict[str, Any]:
    largest = samples.largest
    return {
        "name": samples.name,
        "value": samples.value,
        "flops": samples.flops,
        "share": samples.share,
        "limit": samples.limit,
        "is_measured": samples.name is not None,
        "largest": largest.count,
        "flops_at_largest": largest.flops,
        "flops_at_one_more": largest.flops_beyond,
        "counts_run": largest.runs,
        "law": None if largest.law is None else vars(largest.law),
    }
