"""A captured command and what it printed, as on a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import dedent
from typing import Any

from markupsafe import Markup

from whestdocs.errors import FigureError
from whestdocs.views.html.templating import render

#: What lines have that belong together, one below the other: columns, a hanging text, a frame.
_COLUMNS = re.compile(
    "\\S {2,}\\S|^ {9}|[\N{BOX DRAWINGS LIGHT HORIZONTAL}-\N{BOX DRAWINGS LIGHT DIAGONAL CROSS}]"
)
#: Columns of the terminal that commands are run in: a longer line is a message of its own.
_WIDTH = 100
_MESSAGE = Markup('<span class="capture__message">{}</span>')


def captured_output(
    result: dict[str, Any],
    commands: Sequence[Markup],
    *,
    first: str = "",
    last: str = "",
    matching: str = "",
) -> Markup:
    """Return the HTML of commands and of the lines of output that a page asks for.

    Args:
        result: What `captures.CaptureJob` measured.
        commands: The commands to show above it, as HTML.
        first: Pattern of the first line to show, "" for the first of all.
        last: Pattern of the last line to show, "" for the last of all.
        matching: Pattern of the lines between them to show, "" for all.

    Raises:
        FigureError: A pattern is malformed or is found nowhere.
    """
    lines = result["text"].split("\n")
    chosen = _chosen(lines, first, last, matching)
    return render(
        "capture_box",
        source=result["commands"][-1],
        commands=commands,
        wraps=not any(map(_COLUMNS.search, chosen)),
        output=Markup("\n").join(map(_line, dedent("\n".join(chosen)).split("\n"))),
        exit_code=result["exit_code"],
        shown=len(chosen),
        printed=len(lines),
    )


def _line(text: str) -> Markup | str:
    """Return a line's HTML; one that is longer than a terminal's may be broken anywhere."""
    return _MESSAGE.format(text) if len(text) > _WIDTH else text


def _chosen(lines: list[str], first: str, last: str, matching: str) -> list[str]:
    start = _find(lines, first, 0) if first else 0
    end = _find(lines, last, start + bool(first)) if last else len(lines) - 1
    pattern = pattern_of(matching)
    chosen = [line for line in lines[start : end + 1] if pattern.search(line)]
    if not chosen:
        raise FigureError(f"No line of what was captured matches {matching!r}.")
    return chosen


def _find(lines: list[str], pattern: str, start: int) -> int:
    """Return the number of the first line from ``start`` on that ``pattern`` is found in."""
    compiled = pattern_of(pattern)
    for number in range(start, len(lines)):
        if compiled.search(lines[number]):
            return number
    raise FigureError(f"No line of what was captured matches {pattern!r}.")


def pattern_of(pattern: str) -> re.Pattern[str]:
    """Return a pattern that a page asks for.

    Raises:
        FigureError: It is malformed.
    """
    try:
        return re.compile(pattern)
    except re.error as error:
        raise FigureError(f"{pattern!r} is no regular expression: {error}.") from error
