"""Time that predict() spends outside flopscope, as far as this machine tells."""

from __future__ import annotations

from collections.abc import Callable

from whestdocs.competition.rounds import Round
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.warnings.warning import Warning, WarningKind

WARNING = WarningKind("residual-time", "much time passes outside flopscope, on this machine")
_MESSAGE = (
    "predict() spends {:.2g} s outside flopscope on this machine, in the quickest of "
    "{} runs: {} Look for loops in Python, for work "
    "on raw arrays, for files and for waiting."
)
#: Part of a round's limit from which on time is spoken of: other machines are slower.
_SHARE_OF_LIMIT = 0.1
#: Part of the FLOP budget that residual time may cost where it is priced.
_SHARE_OF_BUDGET = 0.01
#: The least of some runs counts: other programs make a run slower, but none faster.
_RUNS = 3


def residual_warnings(
    subject: Subject, round_: Round, recorded: float | None, measure: Callable[[], float | None]
) -> list[Warning]:
    """Return a warning if predict() spends more than a part of what its round allows.

    Args:
        subject: The estimator.
        round_: Its round.
        recorded: Seconds outside flopscope while it was recorded, None if it failed; recording
            takes time too, so less was spent.
        measure: Runs it as without whestdocs, and returns the same of that.
    """
    allowed = _allowed(round_)
    if recorded is None or recorded <= allowed:
        return []
    least = float("inf")
    for _ in range(_RUNS):
        seconds = measure()
        if seconds is None or seconds <= allowed:
            return []
        least = min(least, seconds)
    message = _MESSAGE.format(least, _RUNS, _consequence(round_, least))
    return [WARNING.at(subject.predict_span, message)]


def _allowed(round_: Round) -> float:
    """Return the seconds from which on time is spoken of."""
    if round_.residual_wall_time_limit_s is not None:
        return _SHARE_OF_LIMIT * round_.residual_wall_time_limit_s
    if not round_.residual_flops_per_second:
        return float("inf")
    return _SHARE_OF_BUDGET * round_.flop_budget / round_.residual_flops_per_second


def _consequence(round_: Round, seconds: float) -> str:
    limit = round_.residual_wall_time_limit_s
    if limit is not None:
        return f"{seconds / limit:.0%} of the {limit:g} s after which {round_.tag} zeroes it."
    price = seconds * round_.residual_flops_per_second
    share = price / round_.flop_budget
    return f"{round_.tag} charges that as {price:.3g} FLOPs, {share:.1%} of the budget."
