"""Advice in words, for the terminal and for reports."""

from __future__ import annotations

from dataclasses import dataclass

from whestdocs.competition.rulebook import MULTIPLIER_FLOOR, floor_flops
from whestdocs.estimators.advice.changes import Change
from whestdocs.estimators.advice.reporting import ON_TOP, WITH_OTHERS, Advice, Effort, Report
from whestdocs.estimators.advice.score import Score
from whestdocs.estimators.advice.untried import UNTRIED
from whestdocs.estimators.profiles import Span
from whestdocs.numbers import budget_percent, percent
from whestdocs.text import counted, sentence
from whestdocs.views.summary import prices_time

_BASES = {
    ON_TOP: "measured with the advice that was found first already followed",
    WITH_OTHERS: "measured with all other advice followed; alone it saves little",
}
#: The page that the tips are on.
_TIPS_PAGE = "docs/optimise.md"


@dataclass(frozen=True)
class Block:
    """What is shown of one piece of advice.

    Attributes:
        advice: The advice.
        place: Where it is about.
        worth: What it saves, and how that is known; "" where its group says it.
        before: Lines of the expression.
        after: Lines of the rewritten one.
        change: What it does to the prediction, as a sentence.
    """

    advice: Advice
    place: str
    worth: str
    before: list[str]
    after: list[str]
    change: str

    @classmethod
    def of(cls, advice: Advice, report: Report) -> Block:
        """Return what is shown of a piece of a report."""
        words = change_words(advice.change, report.rounding, advice.draws_anew)
        basis = _BASES.get(advice.basis, "measured")
        worth = f"{saving_words(advice.saving, report)}; {basis}"
        return cls(
            advice=advice,
            place=place_words(advice.span),
            worth="" if advice.group is not None else worth,
            before=_lines(advice.span.source),
            after=_lines(advice.rewrite),
            change=f"{sentence(words)}.",
        )


@dataclass(frozen=True)
class Section:
    """Pieces of advice that stand together: one, or a group of those that build on each other.

    Attributes:
        title: What a group saves, as a sentence; "" for a single piece.
        blocks: The pieces.
    """

    title: str
    blocks: list[Block]


def sections(report: Report) -> list[Section]:
    """Return a report's advice, what saves most first."""
    found: list[tuple[int, Section]] = [
        (advice.saving, Section("", [Block.of(advice, report)]))
        for advice in report.advice
        if advice.group is None
    ]
    for group in report.groups:
        members = [Block.of(one, report) for one in report.advice if one.group == group.number]
        saves = saving_words(group.saving, report).removeprefix("saves ")
        title = f"{group.count} rewrites that build on each other save {saves}."
        found.append((group.saving, Section(title, members)))
    return [section for _, section in sorted(found, key=lambda pair: -pair[0])]


def saving_words(saving: int, report: Report) -> str:
    """Return what is saved: FLOPs, their share of all, and what becomes of the multiplier."""
    used, score = report.profile.flops_used, report.score
    words = f"saves {saving:,} FLOPs, {percent(saving / used if used else 0.0)} of all"
    if score.is_at_floor:
        return words
    after = multiplier_words(score.after(saving))
    return f"{words}; multiplier {multiplier_words(score)} to {after}"


def multiplier_words(score: Score) -> str:
    """Return a multiplier as it is written."""
    return f"{MULTIPLIER_FLOOR:g}" if score.is_at_floor else f"{score.multiplier:.4f}"


def score_words(report: Report) -> list[str]:
    """Return what the FLOPs mean for the score, so what saving is good for."""
    score = report.score
    if report.reason is not None or not score.flop_budget:
        return []
    alone = ""
    if prices_time(report.profile):
        alone = " That is by FLOPs alone: the round also charges residual time."
    spent = (
        f"{score.flops:,} FLOPs, {budget_percent(score.flops / score.flop_budget)} of the budget"
    )
    if score.is_at_floor:
        return [
            f"{score.room:,} FLOPs left before the multiplier rises.",
            f"It spends {spent}: the multiplier is {MULTIPLIER_FLOOR:g}, and saving does not "
            f"improve the score. Spend the room on accuracy, such as more samples.{alone}",
        ]
    return [
        f"It spends {spent}: the multiplier is {multiplier_words(score)}. Saving improves the "
        f"score down to {floor_flops(score.flop_budget):,} FLOPs, where the multiplier stays "
        f"at {MULTIPLIER_FLOOR:g}.{alone}"
    ]


def place_words(span: Span) -> str:
    """Return file, line and column."""
    return f"{span.file}:{span.line}:{span.column}"


def _lines(source: str) -> list[str]:
    return [line.expandtabs(4) for line in source.strip("\n").split("\n")]


def change_words(change: Change, rounding: Change | None, draws_anew: bool) -> str:
    """Return what a rewrite does to the prediction."""
    if change.largest == 0:
        return "the prediction stays the same to the last bit"
    moved = (
        f"the prediction moves by up to {change.largest:.1e}, and by up to "
        f"{change.relative:.1e} of a layer's largest value"
    )
    if draws_anew:
        return f"{moved}, as with another seed"
    if rounding is None:
        return f"{moved}; it is another in every run anyway"
    return f"{moved}; the last bits of the weights move it by {rounding.relative:.1e} of that"


_NOTHING = (
    "No advice: nothing was found that saves FLOPs, predicts the same and makes no handler swallow "
    "a new error."
)


def closing_words(report: Report) -> list[str]:
    """Return the sentences that sum a report up."""
    if report.reason is not None:
        return [f"No advice. {report.reason}"]
    if report.together is None:
        return [_NOTHING]
    before, after = report.profile.flops_used, report.together.flops
    draws_anew = any(advice.draws_anew for advice in report.advice)
    change = change_words(report.together.change, report.rounding, draws_anew)
    count = counted(len(report.advice), "rewrite")
    score, left = report.score, report.score.after(before - after)
    multipliers = (
        ""
        if score.is_at_floor
        else f", multiplier {multiplier_words(score)} to {multiplier_words(left)}"
    )
    return [
        f"Together: {before:,} to {after:,} FLOPs with {count}{multipliers}; {change}.",
        *_network_words(report.effort),
        *_tag_words(report),
    ]


def _tag_words(report: Report) -> list[str]:
    """Return what is to be seen to where a rewrite says that a matrix is symmetric."""
    if not any("as_symmetric(" in advice.rewrite for advice in report.advice):
        return []
    return [
        "Look at each as_symmetric that is new: where its matrix is not symmetric, on another "
        "network or at another depth, flopscope raises a SymmetryError and the network fails."
    ]


def _network_words(effort: Effort | None) -> list[str]:
    """Return on which networks the rewrites were run."""
    if effort is None:
        return []
    seeds = [str(seed) for seed in effort.networks]
    if len(seeds) == 1:
        return [f"All of this is about one network, that of seed {seeds[0]}."]
    listed = f"{', '.join(seeds[:-1])} and {seeds[-1]}"
    return [
        f"Savings are those on the network of seed {seeds[0]}. Each rewrite was run on those of "
        f"seeds {listed}: the prediction moves by no more on any of them."
    ]


def untried_words(report: Report) -> list[str]:
    """Return what was not tried, and where to read about it."""
    if report.reason is not None:
        return []
    quick = (
        "--quick looked for rewrites once only and ran them on one network only: no second look "
        "at the rewritten estimator, no other networks, no look at which build on each other."
    )
    listed = ", ".join(f"#{slug.replace('_', '-')}" for slug in UNTRIED)
    return [
        *([quick] if report.effort is not None and report.effort.is_quick else []),
        "Not tried: no rule knows what these tips say. Read them on the page "
        f'"Optimise an estimator" ({_TIPS_PAGE}): {listed}.',
    ]
