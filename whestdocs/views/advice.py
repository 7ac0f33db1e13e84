"""Advice in words, and as a section of a report."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from whestdocs.advice.reporting import ON_TOP, WITH_OTHERS, Advice, Report
from whestdocs.advice.trials import Change
from whestdocs.profiles import Span
from whestdocs.text import counted, sentence
from whestdocs.views.templating import render
from whestdocs.views.terminal_table import percent

_BASES = {
    ON_TOP: "measured with the advice that was found first already followed",
    WITH_OTHERS: "measured with all other advice followed; alone it saves little",
}


@dataclass(frozen=True)
class Block:
    """What is shown of one piece of advice.

    Attributes:
        advice: The advice.
        place: Where it is about.
        share: Part of all FLOPs that it saves.
        known: How the saving is known.
        before: Lines of the expression.
        after: Lines of the rewritten one.
        change: What it does to the prediction, as a sentence; "" where that is unknown.
    """

    advice: Advice
    place: str
    share: str
    known: str
    before: list[str]
    after: list[str]
    change: str

    @classmethod
    def of(cls, advice: Advice, report: Report) -> Block:
        """Return what is shown of a piece of a report."""
        used, change = report.profile.flops_used, ""
        if advice.change is not None:
            words = change_words(advice.change, report.rounding, advice.draws_anew)
            change = f"{sentence(words)}."
        return cls(
            advice=advice,
            place=place_words(advice.span),
            share=percent(advice.saving / used if used else 0.0),
            known=_how_known(advice),
            before=_lines(advice.span.source),
            after=_lines(advice.rewrite),
            change=change,
        )


def place_words(span: Span) -> str:
    """Return file, line and column."""
    return f"{span.file}:{span.line}:{span.column}"


def _lines(source: str) -> list[str]:
    return [line.expandtabs(4) for line in source.strip("\n").split("\n")]


def _how_known(advice: Advice) -> str:
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
    return [
        f"Together: {before:,} to {after:,} FLOPs with {count}; {change}.",
        f"All of this is about one network, that of seed {report.profile.seed}. "
        "`whestdocs compare` tries others.",
    ]


def advice_section(report: Report) -> Markup:
    """Return the HTML of a report, everything in it escaped."""
    return render(
        "advice",
        blocks=[Block.of(advice, report) for advice in report.advice],
        warnings=[(warning, place_words(warning.span)) for warning in report.warnings],
        closing=closing_words(report),
    )
