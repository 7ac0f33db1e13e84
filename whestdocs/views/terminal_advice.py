"""Advice in the terminal: one block for each piece, largest saving first, then warnings."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from whestdocs.advice.candidate import Warning
from whestdocs.advice.reporting import Report
from whestdocs.views.advice import Block, closing_words, place_words
from whestdocs.views.terminal_heading import heading
from whestdocs.views.terminal_table import Paper, put

#: Lines of code that a block shows at most, before and after.
_MOST_LINES = 8


def show_advice(report: Report, console: Console) -> None:
    """Print what was advised on, and the advice."""
    paper = Paper.of(console)
    put([*heading(report.profile, paper), Text(), *_parts(report, paper)], console)


def show_parts(report: Report, console: Console) -> None:
    """Print the advice alone."""
    put(_parts(report, Paper.of(console)), console)


def _parts(report: Report, paper: Paper) -> Iterator[RenderableType]:
    for advice in report.advice:
        yield from _block(Block.of(advice, report), paper)
        yield Text()
    for warning in report.warnings:
        yield from _warning(warning, paper)
        yield Text()
    for line in closing_words(report):
        yield paper.text(line, "bold")


def _block(block: Block, paper: Paper) -> Iterator[RenderableType]:
    yield Text.assemble((f"{block.advice.kind}  ", "bold cyan"), paper.text(block.place))
    about = f"saves {block.advice.saving:,} FLOPs, {block.share} of all"
    yield _inside(Text.assemble((about, "bold"), paper.text(f"; {block.known}", "dim")))
    yield _inside(paper.text(block.advice.message))
    yield from _code("-", block.before, "red", paper)
    yield from _code("+", block.after, "green", paper)
    if block.change:
        yield _inside(paper.text(block.change, "dim"))


def _warning(warning: Warning, paper: Paper) -> Iterator[RenderableType]:
    place = paper.text(place_words(warning.span))
    yield Text.assemble((f"warning: {warning.kind}  ", "bold yellow"), place)
    yield _inside(paper.text(warning.message))


def _code(sign: str, lines: list[str], style: str, paper: Paper) -> Iterator[RenderableType]:
    """Yield lines of code behind a sign."""
    for line in lines[:_MOST_LINES]:
        yield _inside(Text.assemble((f"{sign} ", style), paper.text(line, style)))
    if len(lines) > _MOST_LINES:
        more = f"{paper.sign('⋯', '...')} {len(lines) - _MOST_LINES} more lines"
        yield _inside(Text.assemble((f"{sign} ", style), (more, "dim")))


def _inside(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 4), expand=False)
