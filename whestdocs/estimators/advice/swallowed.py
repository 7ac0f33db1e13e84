"""Exceptions that the author's code raised and swallowed, by the handler that did.

A rewrite moves lines. So a handler is known by its number among all of its file.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from whestdocs.estimators.profiles import SourceFile

#: What can swallow an exception.
_PLACES = (ast.ExceptHandler, ast.Try, ast.TryStar, ast.With, ast.AsyncWith)
#: Trials end in several threads. Python 3.11 counts how deep it is in all trees that it makes at
#: once, and raises a SystemError where the number is not what it expects.
_PARSING = Lock()


@dataclass(frozen=True)
class Swallowed:
    """A kind of exception that one handler swallowed."""

    file: str
    handler: int
    type: str


def swallowed_in(result: dict[str, Any], files: Iterable[SourceFile]) -> Counter[Swallowed]:
    """Return how often each handler swallowed each kind of exception in a run."""
    entries = result.get("caught", [])
    places = {caught["file"] for caught in entries}
    lines = {file.path: _lines(file.source) for file in files if file.path in places}
    found: Counter[Swallowed] = Counter()
    for caught in entries:
        file, line = caught["file"], caught["line"]
        known = lines.get(file)
        number = line if known is None else sum(1 for start in known if start <= line)
        found[Swallowed(file, number, caught["type"])] += caught["count"]
    return found


def _lines(source: str) -> list[int]:
    """Return the lines at which something begins that can swallow an exception."""
    try:
        with _PARSING:
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [node.lineno for node in ast.walk(tree) if isinstance(node, _PLACES)]
