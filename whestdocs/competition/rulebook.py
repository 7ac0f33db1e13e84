"""The rulebook: what FLOPs and residual time come to in a round's score.

    FLOPs, residual seconds -> effective compute -> share of the budget -> multiplier

The same as in ``whestbench.budget``; a test compares the two.
"""

from __future__ import annotations

from whestdocs.competition.rounds import Round

#: Below this part of the budget an estimator gains nothing by spending less: the score is
#: the error times max(0.1, compute / budget).
MULTIPLIER_FLOOR = 0.1


def effective_compute(round_: Round, flops: int, residual_s: float) -> float:
    """Return the compute that a round charges, in FLOPs.

    Args:
        round_: Tells the price of residual time, 0 where it is capped instead.
        flops: FLOPs of one predict().
        residual_s: Seconds of it outside flopscope.
    """
    return flops + round_.residual_flops_per_second * residual_s


def multiplier(compute: float, flop_budget: int, *, fails: bool = False) -> float:
    """Return what a network's error is multiplied by: 1 where something fails the network."""
    return 1.0 if fails else max(MULTIPLIER_FLOOR, compute / flop_budget)


def floor_flops(flop_budget: int) -> int:
    """Return the most FLOPs that still get the least multiplier."""
    return int(flop_budget * MULTIPLIER_FLOOR)


def failing_field(
    round_: Round, compute: float, residual_s: float, wall_s: float = 0.0
) -> str | None:
    """Return the field of a report that time would set, failing the network, or None.

    The FLOPs themselves are within the budget: else predict() would not have returned.

    Args:
        round_: Its rules.
        compute: Effective compute of predict(), in FLOPs.
        residual_s: Seconds of it outside flopscope.
        wall_s: Seconds of it in all.
    """
    if wall_s > round_.wall_time_limit_s:
        return "time_exhausted"
    limit = round_.residual_wall_time_limit_s
    if limit is not None and residual_s > limit:
        return "residual_wall_time_exhausted"
    return "combined_budget_exhausted" if compute > round_.flop_budget else None
