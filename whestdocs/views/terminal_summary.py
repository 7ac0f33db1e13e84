"""The summary of a profile: FLOPs, share of the budget, multiplier, distance to its floor."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from whestdocs.profiles import Profile
from whestdocs.rounds import ROUNDS
from whestdocs.rulebook import MULTIPLIER_FLOOR, floor_flops, multiplier
from whestdocs.views.terminal_table import Paper


def summary(profile: Profile, paper: Paper) -> Text:
    """Return what was spent, of what, and what that means for the score.

    One line where there is room; a narrow paper breaks it between its parts.
    """
    return paper.packed([Text(part, style=style) for part, style in _parts(profile)])


def summary_text(profile: Profile) -> str:
    """Return the same as plain text."""
    return " · ".join(part for part, _ in _parts(profile))


def _parts(profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield each part of the summary with its style."""
    used, budget = profile.flops_used, profile.flop_budget
    yield f"{used:,} FLOPs{'' if profile.is_complete else ' until it failed'}", "bold"
    yield f"{budget_share(used / budget)} of the budget of {budget:,}", ""
    if profile.failure is None and not profile.budget_exhausted:
        yield _multiplier(profile), ""
        yield _distance(used - floor_flops(budget)), ""


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
