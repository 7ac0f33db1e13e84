"""A profile in a few words: FLOPs, share of the budget, multiplier, and what else is to be known.

Plain text, for the terminal and for reports.
"""

from __future__ import annotations

from whestdocs.competition.rounds import ROUNDS
from whestdocs.competition.rulebook import MULTIPLIER_FLOOR, floor_flops, multiplier
from whestdocs.estimators.notices import NOTE, Notice, notices_of
from whestdocs.estimators.profiles import Profile
from whestdocs.numbers import budget_percent
from whestdocs.text import counted


def summary_parts(profile: Profile) -> list[str]:
    """Return what was spent, of what, and what that means for the score, part by part."""
    used, budget = profile.flops_used, profile.flop_budget
    parts = [
        f"{used:,} FLOPs{'' if profile.is_complete else ' until it failed'}",
        f"{budget_percent(used / budget)} of the budget of {budget:,}",
    ]
    if profile.failure is None and not profile.budget_exhausted:
        parts += [_multiplier(profile), room(floor_flops(budget) - used)]
    return parts


def _multiplier(profile: Profile) -> str:
    """Return what the FLOPs alone make of the score's multiplier."""
    value = multiplier(profile.flops_used, profile.flop_budget)
    shown = f"{value:g}" if value == MULTIPLIER_FLOOR else f"{value:.4f}"
    return f"multiplier {shown}{' by FLOPs alone' if prices_time(profile) else ''}"


def prices_time(profile: Profile) -> bool:
    """Return whether the round of a profile charges residual time too."""
    round_ = ROUNDS.get(profile.round_tag)
    return round_ is not None and round_.residual_mode == "priced"


def room(left: int) -> str:
    """Return how many FLOPs are left before the multiplier rises, or by how many it has risen."""
    if left >= 0:
        return f"{counted(left, 'FLOP')} left before the multiplier rises"
    return (
        f"{counted(-left, 'FLOP')} above the {MULTIPLIER_FLOOR:.0%} from which the multiplier rises"
    )


def findings(profile: Profile) -> list[Notice]:
    """Return what else is to be known; a failure has a message of its own."""
    found = notices_of(profile)
    if profile.setup_flops:
        text = f"{profile.setup_flops:,} FLOPs before predict(), off the budget"
        found.insert(0, Notice("setup", NOTE, text))
    return found
