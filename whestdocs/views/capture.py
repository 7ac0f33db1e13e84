"""A captured command and what it printed, as on a terminal."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from whestdocs.errors import FigureError
from whestdocs.views.templating import render

#: Stands where lines were left out.
_GAP = "⋯"


def captured_output(result: dict[str, Any], first: str, last: str, matching: str) -> Markup:
    """Return the HTML of a command and of the lines of its output that a page asks for.

    Args:
        result: What `captures.CaptureJob` measured.
        first: Pattern of the first line to show, "" for the first of all.
        last: Pattern of the last line to show, "" for the last of all.
        matching: Pattern of the lines between them to show, "" for all.

    Raises:
        FigureError: A pattern is malformed or is found nowhere.
    """
    lines = _chosen(result["text"].split("\n"), first, last, matching)
    return render(
        "capture",
        command=result["command"],
        output="\n".join(lines),
        exit_code=result["exit_code"],
    )


def _chosen(lines: list[str], first: str, last: str, matching: str) -> list[str]:
    """Return the lines asked for, with a mark in place of those before, between and after."""
    start = _find(lines, first, 0) if first else 0
    end = _find(lines, last, start + bool(first)) if last else len(lines) - 1
    pattern = _compiled(matching)
    wanted = [n for n in range(start, end + 1) if pattern.search(lines[n])]
    if not wanted:
        raise FigureError(f"No line of what was captured matches {matching!r}.")
    chosen = []
    before = -1
    for number in wanted:
        chosen += [_GAP] if number != before + 1 else []
        chosen.append(lines[number])
        before = number
    return [*chosen, *([_GAP] if before + 1 < len(lines) else [])]


def _find(lines: list[str], pattern: str, start: int) -> int:
    """Return the number of the first line from ``start`` on that ``pattern`` is found in."""
    compiled = _compiled(pattern)
    for number in range(start, len(lines)):
        if compiled.search(lines[number]):
            return number
    raise FigureError(f"No line of what was captured matches {pattern!r}.")


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise FigureError(f"{pattern!r} is no regular expression: {error}.") from error
