"""The one door through which a command prints: nothing in a text is obeyed by a terminal.

    print, errors, warnings, logs  ->  VisibleStream  ->  standard output, standard error
    tables, bars, styled text  ->  TerminalConsole  ->  the same, with rich's own controls

Names of files, sources, messages and captured output come from elsewhere. A control among them
could hide or rewrite what a reader is about to accept, so all of them are shown as escapes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from whestdocs.text import visible_lines


class VisibleStream:
    """A text stream on which controls are shown as escapes; otherwise the one that it writes to.

    Attributes:
        rich_proxied_file: The stream itself. Consoles write to it directly, by this name.
    """

    def __init__(self, stream: TextIO) -> None:
        self.rich_proxied_file = stream

    def write(self, text: str) -> int:
        """Write ``text``, and return how long it is."""
        self.rich_proxied_file.write(visible_lines(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each of ``lines``."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rich_proxied_file, name)


class TerminalConsole(Console):
    """A console that takes nothing in a text for a control, a style or an emoji."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, **options)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Yield the parts of ``renderable``; rich's own controls are parts of their own."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else visible_lines(text), style, control)


@contextmanager
def with_visible_output() -> Iterator[None]:
    """Let whatever is printed go through the door."""
    usual = sys.stdout, sys.stderr
    # Either is None where the caller closed it.
    sys.stdout, sys.stderr = (each and VisibleStream(each) for each in usual)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = usual
