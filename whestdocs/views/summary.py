"""A profile in a few words: FLOPs, share of the budget, multiplier, and what else is to be known.

Plain text, for the terminal and for reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from whestdocs.profiles import Profile
from whestdocs.rounds import ROUNDS
from whestdocs.rulebook import MULTIPLIER_FLOOR, floor_flops, multiplier


class Finding(NamedTuple):
    """Something to know about a profile beside its numbers.

    Attributes:
        tone: ``"note"``, ``"warning"`` or ``"failure"``.
        text: A sentence or two.
    """

    tone: str
    text: str


def summary_parts(profile: Profile) -> list[str]:
    """Return what was spent, of what, and what that means for the score, part by part."""
    used, budget = profile.flops_used, profile.flop_budget
    parts = [
        f"{used:,} FLOPs{'' if profile.is_complete else ' until it failed'}",
        f"{budget_share(used / budget)} of the budget of {budget:,}",
    ]
    if profile.failure is None and not profile.budget_exhausted:
        parts += [_multiplier(profile), _distance(used - floor_flops(budget))]
    return parts


def budget_share(share: float) -> str:
    """Return a share of the budget as a percentage with three digits and no exponent."""
    if 0 < share < 1e-5:
        return "<0.001%"
    return f"{100 * share:.3g}%" if share < 9.995 else f"{100 * share:,.0f}%"


def _multiplier(profile: Profile) -> str:
    """Return what the FLOPs alone make of the score's multiplier."""
    value = multiplier(profile.flops_used, profile.flop_budget)
    shown = f"{value:g}" if value == MULTIPLIER_FLOOR else f"{value:.4f}"
    round_ = ROUNDS.get(profile.round_tag)
    is_priced = round_ is not None and round_.residual_mode == "priced"
    return f"multiplier {shown}{' by FLOPs alone' if is_priced else ''}"


def _distance(above: int) -> str:
    """Return how far from the floor of the multiplier the FLOPs are."""
    floor = f"the {MULTIPLIER_FLOOR:.0%} floor"
    return f"{above:,} above {floor}" if above > 0 else f"{-above:,} below {floor}"


def findings(profile: Profile) -> Iterator[Finding]:
    """Yield what else is to be known; a failure has a message of its own."""
    if profile.setup_flops:
        yield Finding("note", f"{profile.setup_flops:,} FLOPs before predict(), off the budget")
    failed_by_it = profile.failure is not None and profile.failure.kind == "budget-exhausted"
    if profile.budget_exhausted and not failed_by_it:
        place = "" if profile.refused is None else f" at {profile.refused}"
        text = f"The budget ran out{place}: an operation was refused. The estimator caught that"
        text += " and returned something else instead." if profile.is_complete else "."
        yield Finding("failure", text)
    if profile.other_flops:
        text = f"{profile.other_flops:,} FLOPs reached no budget, as in threads of predict()."
        yield Finding("warning", f"{text} No line shows them.")
