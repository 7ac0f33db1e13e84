"""Notices in the terminal: a line each, below what a command shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from whestdocs.estimators.notices import NOTE, Notice
from whestdocs.views.terminal.output import Output, put

_TONES = {"note": "dim", "warning": "yellow", "failure": "bold red"}


def show_notices(notices: Sequence[Notice], console: Console) -> None:
    """Print notices, below an empty line; nothing where there are none."""
    if notices:
        output = Output.of(console)
        put([Text(), *notice_lines(notices, output)], console)


def notice_lines(notices: Sequence[Notice], output: Output) -> Iterator[Text]:
    """Yield a line for each notice."""
    for notice in notices:
        sign = "" if notice.tone == NOTE else output.sign("▲ ", "! ")
        yield output.text(f"{sign}{notice}", _TONES[notice.tone])
