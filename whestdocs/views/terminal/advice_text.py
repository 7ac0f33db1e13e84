"""Advice in the terminal: where the estimator stands, a block for each piece, then warnings."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from whestdocs.estimators.advice.reporting import Report
from whestdocs.estimators.advice.warnings.warning import Warning
from whestdocs.views.advice_words import (
    Block,
    closing_words,
    place_words,
    score_words,
    sections,
    untried_words,
)
from whestdocs.views.terminal.heading import heading
from whestdocs.views.terminal.output import Output, put

#: Lines of code that a block shows at most, before and after.
_MOST_LINES = 8


def show_advice(report: Report, console: Console) -> None:
    """Print what was advised on, and the advice."""
    output = Output.of(console)
    put([*heading(report.profile, output), Text(), *_parts(report, output)], console)


def show_parts(report: Report, console: Console) -> None:
    """Print the advice alone."""
    put(_parts(report, Output.of(console)), console)


def _parts(report: Report, output: Output) -> Iterator[RenderableType]:
    opening = score_words(report)
    for number, line in enumerate(opening):
        yield output.text(line, "bold" if number == 0 else "")
    if opening:
        yield Text()
    for section in sections(report):
        if section.title:
            yield output.text(section.title, "bold")
        for block in section.blocks:
            yield from _block(block, output)
            yield Text()
    for warning in report.warnings:
        yield from _warning(warning, output)
        yield Text()
    for line in closing_words(report):
        yield output.text(line, "bold")
    for line in untried_words(report):
        yield output.text(line, "dim")


def _block(block: Block, output: Output) -> Iterator[RenderableType]:
    yield Text.assemble((f"{block.advice.kind}  ", "bold cyan"), output.text(block.place))
    if block.worth:
        yield _inside(output.text(block.worth, "bold"))
    yield _inside(output.text(block.advice.message))
    yield from _code("-", block.before, "red", output)
    yield from _code("+", block.after, "green", output)
    yield _inside(output.text(block.change, "dim"))


def _warning(warning: Warning, output: Output) -> Iterator[RenderableType]:
    place = output.text(place_words(warning.span))
    yield Text.assemble((f"warning: {warning.kind}  ", "bold yellow"), place)
    yield _inside(output.text(warning.message))


def _code(sign: str, lines: list[str], style: str, output: Output) -> Iterator[RenderableType]:
    for line in lines[:_MOST_LINES]:
        yield _inside(Text.assemble((f"{sign} ", style), output.text(line, style)))
    if len(lines) > _MOST_LINES:
        more = f"{output.sign('⋯', '...')} {len(lines) - _MOST_LINES} more lines"
        yield _inside(Text.assemble((f"{sign} ", style), (more, "dim")))


def _inside(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 4), expand=False)
