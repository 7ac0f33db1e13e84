"""Advice in the terminal: one block for each piece, dearest first, then warnings."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from whestdocs.advice.candidate import Warning
from whestdocs.advice.reporting import Advice, Report
from whestdocs.profiles import Span
from whestdocs.text import sentence, visible
from whestdocs.views.advice import change_words, closing_words, saving_words
from whestdocs.views.terminal_heading import heading
from whestdocs.views.terminal_table import Paper, percent

#: Lines of code that a block shows at most, before and after.
_MOST_LINES = 8


def show_advice(report: Report, console: Console) -> None:
    """Print a report, what was advised on first."""
    paper = Paper.of(console)
    for part in [*heading(report.profile, paper), Text(), *advice_parts(report, paper)]:
        console.print(part, highlight=False)


def advice_parts(report: Report, paper: Paper) -> Iterator[RenderableType]:
    """Yield what a report says, part by part."""
    for advice in report.advice:
        yield from _advice(advice, report, paper)
        yield Text()
    for warning in report.warnings:
        yield from _warning(warning, report, paper)
        yield Text()
    for line in closing_words(report):
        yield paper.text(line, "bold")


def _advice(advice: Advice, report: Report, paper: Paper) -> Iterator[RenderableType]:
    used = report.profile.flops_used
    place = _place(advice.span, report, paper)
    share = percent(advice.saving / used if used else 0.0)
    yield Text.assemble((f"{advice.kind}  ", "bold cyan"), place)
    about = f"saves {advice.saving:,} FLOPs, {share} of all"
    yield _inside(Text.assemble((about, "bold"), paper.text(f"; {saving_words(advice)}", "dim")))
    yield _inside(paper.text(advice.message))
    for sign, source, style in (("-", advice.span.source, "red"), ("+", advice.rewrite, "green")):
        yield from _code(sign, source, style, paper)
    if advice.change is not None:
        words = change_words(advice.change, report.rounding, advice.draws_anew)
        yield _inside(paper.text(f"{sentence(words)}.", "dim"))


def _warning(warning: Warning, report: Report, paper: Paper) -> Iterator[RenderableType]:
    place = _place(warning.span, report, paper)
    yield Text.assemble((f"warning: {warning.kind}  ", "bold yellow"), place)
    yield _inside(paper.text(warning.message))


def _place(span: Span, report: Report, paper: Paper) -> Text:
    file = report.profile.file if span.file == report.profile.file else span.file
    return paper.text(f"{file}:{span.line}:{span.column}")


def _code(sign: str, source: str, style: str, paper: Paper) -> Iterator[RenderableType]:
    """Yield lines of code behind a sign, each on lines of its own where it is too long."""
    lines = source.strip("\n").split("\n")
    for line in lines[:_MOST_LINES]:
        yield _inside(Text.assemble((f"{sign} ", style), paper.text(line.expandtabs(4), style)))
    if len(lines) > _MOST_LINES:
        more = f"{paper.sign('⋯', '...')} {len(lines) - _MOST_LINES} more lines"
        yield _inside(Text.assemble((f"{sign} ", style), paper.text(visible(more), "dim")))


def _inside(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 4), expand=False)
