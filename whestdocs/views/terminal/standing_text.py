"""Where an estimator stands, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from whestdocs.competition.rulebook import floor_flops
from whestdocs.estimators.budget.standing import Samples, Standing
from whestdocs.numbers import budget_percent
from whestdocs.text import counted
from whestdocs.views.summary import room
from whestdocs.views.terminal.heading import heading
from whestdocs.views.terminal.output import Output, put

_Row = tuple[str, str]


def show_standing(standing: Standing, console: Console) -> None:
    """Print where an estimator stands.

    Args:
        standing: With at least one run.
        console: Where to; its width and encoding are respected.
    """
    output = Output.of(console)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    rows = [*_flops(standing), *_compute(standing), *_residual(standing), *_samples(standing)]
    for label, text in rows:
        table.add_row(label, output.text(text))
    put([*heading(standing.profile, output), Text(), table], console)


def _flops(standing: Standing) -> Iterator[_Row]:
    used, budget = standing.flops_used, standing.round.flop_budget
    yield "FLOPs", f"{used:,}, {budget_percent(used / budget)} of the budget of {budget:,}"
    if not standing.is_steady:
        others = ", ".join(f"{run.flops_used:,}" for run in standing.runs)
        yield "", f"They differ from run to run: {others}. The most of them counts here."
    priced = standing.round.residual_flops_per_second > 0
    yield "Room", f"{room(standing.flops_left)}{', by FLOPs alone' if priced else ''}"
    if standing.compute(standing.median_residual_s) <= floor_flops(budget):
        yield "", "Spend them on accuracy: fewer FLOPs would not improve the score"


def _compute(standing: Standing) -> Iterator[_Row]:
    """Yield share and multiplier; where time is priced, in the middle of the runs and at worst."""
    budget = standing.round.flop_budget
    middle = standing.compute(standing.median_residual_s)
    worst = standing.compute(standing.worst_residual_s)
    if not standing.round.residual_flops_per_second:
        text = f"{standing.median_multiplier:.4g}, as C / B = {middle / budget:.4g}"
        yield "Multiplier", text if standing.median_failing_field is None else "1"
        yield from _failing(standing)
        return
    rate = standing.round.residual_flops_per_second
    yield "C / B", f"{middle / budget:.4g} in the median run, {worst / budget:.4g} in the worst"
    yield "", f"C is FLOPs plus {rate:,.0f} for each second of residual time"
    middle, worst = standing.median_multiplier, standing.worst_multiplier
    yield "Multiplier", f"{middle:.4g} in the median run, {worst:.4g} in the worst"
    yield from _failing(standing)


def _failing(standing: Standing) -> Iterator[_Row]:
    """Yield what fails the network, if anything, and what is scored then."""
    field = standing.failing_field
    if field is None:
        return
    run = "worst" if standing.median_failing_field is None else "median"
    round_, added = standing.round, standing.profile.observations.conversion_flops
    why = {
        "budget_exhausted": f"converting the result takes {added:,} FLOPs, beyond the budget",
        "time_exhausted": f"it must not take more than {round_.wall_time_limit_s:g} s in all",
        "residual_wall_time_exhausted": (
            f"its residual time must not exceed {round_.residual_wall_time_limit_s or 0:g} s"
        ),
        "combined_budget_exhausted": "C exceeds the budget",
    }[field]
    yield "", f"Too much: the {run} run would fail its network ({field}): {why}."
    yield "", "Then zeros are scored in place of the prediction, with a multiplier of 1"


def _residual(standing: Standing) -> Iterator[_Row]:
    middle, worst = standing.median_residual_s, standing.worst_residual_s
    limit = standing.round.residual_wall_time_limit_s
    runs = counted(len(standing.runs), "run")
    text = f"{middle:.4f} s in the median run, {worst:.4f} s in the worst of {runs}"
    yield "Residual time", text
    if limit is not None:
        yield "", f"{budget_percent(worst / limit)} of the {limit:g} s that are allowed, at worst"
    yield "", "on this machine, which is not the grader's: leave room"


def _samples(standing: Standing) -> Iterator[_Row]:
    samples = standing.samples
    if samples is None:
        yield "Samples", f"No count: {standing.why_none}"
        return
    room = f"{budget_percent(samples.share)} of the budget, {samples.limit:,} FLOPs"
    if samples.name is None:
        yield from _by_budget(samples, room, standing.flops_used)
    else:
        yield from _by_name(samples, room)
    if standing.round.residual_flops_per_second:
        yield "", "by FLOPs alone: residual time comes on top"


def _by_name(samples: Samples, room: str) -> Iterator[_Row]:
    """Yield what was measured with other values of a number of the estimator's."""
    name, largest = samples.name, samples.largest
    yield f"{name}", f"{largest.count:,} at most within {room}; now {samples.value:,}"
    yield "", f"{largest.count:,} cost {largest.flops:,}"
    beyond = largest.flops_beyond
    more = "more than the whole budget" if beyond is None else f"{beyond:,}"
    yield "", f"{largest.count + 1:,} cost {more}"
    yield "", f"measured with {counted(largest.runs, 'value')} of {name}; {_law(samples)}"


def _law(samples: Samples) -> str:
    law = samples.largest.law
    if law is None:
        return "they are on no straight line"
    each = "a sample" if samples.step == 1 else f"for each {samples.step:,} samples"
    return f"all are exactly {law.each:,} {each} plus {law.fixed:,}"


def _by_budget(samples: Samples, room: str, used: int) -> Iterator[_Row]:
    """Yield what the estimator chose by itself when it was given other budgets."""
    largest, law = samples.largest, samples.largest.law
    steps = "" if samples.step == 1 else f", in steps of {samples.step:,}"
    yield "Samples", f"{largest.count:,} at most within {room}{steps}"
    yield "", "They follow the budget that it is given:"
    if law is not None and (used - law.fixed) % law.each == 0:
        now = samples.step * (used - law.fixed) // law.each
        yield "", f"{now:,} of them with the round's, {used:,} FLOPs"
    yield (
        "",
        f"{samples.value:,} of them with a budget of {samples.limit:,}, {samples.flops:,} FLOPs",
    )
    yield "", f"seen with {counted(largest.runs, 'budget')}; {_law(samples)}"
    if used != largest.flops:
        yield "", f"so {largest.count:,} would cost {largest.flops:,}: worked out, not run"
