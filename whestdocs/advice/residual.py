"""Time that predict() spends outside flopscope, as far as this machine tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from whestdocs.advice.candidate import Warning
from whestdocs.advice.subject import Subject
from whestdocs.advice.trials import Laboratory, Trial
from whestdocs.advice.warnings import predict_span
from whestdocs.rounds import Round
from whestdocs.run import Outcome, run

#: Part of a round's limit from which on time is spoken of: other machines are slower.
_SHARE_OF_LIMIT = 0.1
#: Part of the FLOP budget that residual time may cost where it is priced.
_SHARE_OF_BUDGET = 0.01
#: The least of some runs counts: other programs make a run slower, but none faster.
_RUNS = 3


def residual_warnings(
    subject: Subject, laboratory: Laboratory, original: Trial
) -> Iterator[Warning]:
    """Yield a warning if predict() spends more than a part of what its round allows.

    Args:
        subject: The estimator.
        laboratory: Runs it.
        original: Its trial; recording takes time too, so less was spent than it says.

    Raises:
        ReleaseError: The release does not run.
    """
    round_ = laboratory.setting.round
    allowed = _allowed(round_)
    least = _residual_s(original.outcome)
    if least is None or least <= allowed:
        return
    least = float("inf")
    for _ in range(_RUNS):
        seconds = _residual_s(_plain_run(laboratory))
        if seconds is None:
            return
        least = min(least, seconds)
        if least <= allowed:
            return
    yield Warning(
        kind="residual-time",
        span=predict_span(subject),
        message=(
            f"predict() spends {least:.2g} s outside flopscope on this machine, in the quickest of "
            f"{_RUNS} runs: {_consequence(round_, least)} Look for loops in Python, for work "
            "on raw arrays, for files and for waiting."
        ),
    )


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


def _plain_run(laboratory: Laboratory) -> Outcome:
    """Run the estimator as without whestdocs."""
    return run(laboratory.installed, replace(laboratory.request({}), context="plain"))


def _residual_s(outcome: Outcome) -> float | None:
    """Return the seconds outside flopscope of one run, None if it failed."""
    times = outcome.result.get("times")
    return None if outcome.result["failure"] or times is None else float(times["residual_s"])
