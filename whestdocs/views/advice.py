"""Advice in words: what the terminal and reports say of each piece."""

from __future__ import annotations

from whestdocs.advice.reporting import ON_TOP, WITH_OTHERS, Advice, Report
from whestdocs.advice.trials import Change
from whestdocs.text import counted

_BASES = {
    ON_TOP: "measured with the advice that was found first already followed",
    WITH_OTHERS: "measured with all other advice followed; alone it hardly saves",
}


def saving_words(advice: Advice) -> str:
    """Return how a saving is known: measured, or estimated and how."""
    if advice.estimated is not None:
        return f"estimated {advice.estimated}"
    return _BASES.get(advice.basis, "measured")


def change_words(change: Change, rounding: Change | None, draws_anew: bool) -> str:
    """Return what a rewrite does to the prediction."""
    if change.largest == 0:
        return "the prediction stays the same to the last bit"
    size = f"{change.relative:.1e} of its size"
    if draws_anew:
        return f"the prediction moves by up to {size}, as with another seed"
    if rounding is None:
        return f"the prediction moves by up to {size}; it is another in every run anyway"
    return (
        f"the prediction moves by up to {size}; the last bits of the weights move it by "
        f"{rounding.relative:.1e}"
    )


def closing_words(report: Report) -> list[str]:
    """Return the sentences that sum a report up."""
    if report.reason is not None:
        return [f"No advice. {report.reason}"]
    if report.together is None:
        return [] if report.advice else ["No advice: nothing was found that saves FLOPs."]
    before, after = report.profile.flops_used, report.together.flops
    draws_anew = any(advice.draws_anew for advice in report.advice)
    change = change_words(report.together.change, report.rounding, draws_anew)
    count = counted(sum(1 for advice in report.advice if advice.estimated is None), "rewrite")
    return [f"Together: {before:,} to {after:,} FLOPs with {count}; {change}."]
