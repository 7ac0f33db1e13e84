"""Where an estimator stands, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from whestdocs.rulebook import MULTIPLIER_FLOOR, failing_field, floor_flops, multiplier
from whestdocs.standing import Samples, Standing
from whestdocs.text import counted
from whestdocs.views.summary import budget_share
from whestdocs.views.terminal_heading import heading
from whestdocs.views.terminal_table import Paper, put

_Row = tuple[str, str]


def show_standing(standing: Standing, console: Console) -> None:
    """Print where an estimator stands.

    Args:
        standing: With at least one run.
        console: Where to; its width and encoding are respected.
    """
    paper = Paper.of(console)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    rows = [*_flops(standing), *_compute(standing), *_residual(standing), *_samples(standing)]
    for label, text in rows:
        table.add_row(label, paper.text(text))
    put([*heading(standing.profile, paper), Text(), table], console)


def _flops(standing: Standing) -> Iterator[_Row]:
    used, budget = standing.flops_used, standing.round.flop_budget
    yield "FLOPs", f"{used:,}, {budget_share(used / budget)} of the budget of {budget:,}"
    if not standing.is_steady:
        others = ", ".join(f"{run.flops_used:,}" for run in standing.runs)
        yield "", f"They differ from run to run: {others}. The most of them counts here."
    above = used - floor_flops(budget)
    place = f"{above:,} above" if above > 0 else f"{-above:,} below"
    yield "Floor", f"{place} the {MULTIPLIER_FLOOR:.0%} floor, up to which the multiplier stays"


def _compute(standing: Standing) -> Iterator[_Row]:
    """Yield share and multiplier; where time is priced, in the middle of the runs and at worst."""
    budget = standing.round.flop_budget
    middle = standing.compute(standing.median_residual_s)
    worst = standing.compute(standing.worst_residual_s)
    if not standing.round.residual_flops_per_second:
        yield "Multiplier", f"{multiplier(middle, budget):.4g}, as C / B = {middle / budget:.4g}"
        return
    rate = standing.round.residual_flops_per_second
    yield "C / B", f"{middle / budget:.4g} in the median run, {worst / budget:.4g} in the worst"
    yield "", f"C is FLOPs plus {rate:,.0f} for each second of residual time"
    at_worst = multiplier(worst, budget)
    text = f"{multiplier(middle, budget):.4g} in the median run, {at_worst:.4g} in the worst"
    yield "Multiplier", text


def _residual(standing: Standing) -> Iterator[_Row]:
    middle, worst = standing.median_residual_s, standing.worst_residual_s
    limit = standing.round.residual_wall_time_limit_s
    runs = counted(len(standing.runs), "run")
    text = f"{middle:.4f} s in the median run, {worst:.4f} s in the worst of {runs}"
    yield "Residual time", text
    if limit is not None:
        yield "", f"{budget_share(worst / limit)} of the {limit:g} s that are allowed, at worst"
    yield "", "on this machine, which is not the grader's: leave room"
    field = failing_field(standing.round, standing.compute(worst), worst)
    if field is not None:
        yield "", f"Too much: here the worst run would fail its network ({field})"


def _samples(standing: Standing) -> Iterator[_Row]:
    samples = standing.samples
    if samples is None:
        yield "Samples", f"No count: {standing.why_none}"
        return
    room = f"{budget_share(samples.share)} of the budget, {samples.limit:,} FLOPs"
    yield from _by_budget(samples, room) if samples.name is None else _by_name(samples, room)
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
    return f"all are exactly {law.each:,} a sample plus {law.fixed:,}"


def _by_budget(samples: Samples, room: str) -> Iterator[_Row]:
    """Yield what the estimator chose by itself when it was given other budgets."""
    largest = samples.largest
    yield "Samples", f"{largest.count:,} at most within {room}"
    yield "", f"They follow the budget. Given that one, it takes {samples.value:,} of them"
    yield "", f"and spends {samples.flops:,}"
    yield "", f"seen with {counted(largest.runs, 'budget')}; {_law(samples)}"
    yield "", f"so {largest.count:,} would cost {largest.flops:,}: worked out, not run"
