"""Edits of an author's files, at places in bytes, as ``ast`` counts columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whestdocs.estimators.profiles import Span


@dataclass(frozen=True, order=True)
class Edit:
    """A replacement in one of the author's files.

    Attributes:
        span: What is replaced; an empty span is a place to insert at.
        text: What stands there afterwards.
    """

    span: Span
    text: str


class Content:
    """The bytes of a file, whose lines count from 1."""

    def __init__(self, text: str) -> None:
        self.data = text.encode()
        self.lines = self.data.split(b"\n")
        self._starts = [0]
        for line in self.lines:
            self._starts.append(min(self._starts[-1] + len(line) + 1, len(self.data)))

    def offset(self, line: int, column: int) -> int:
        """Return how many bytes stand before a position."""
        return self._starts[line - 1] + column

    def stretch(self, span: Span) -> tuple[int, int]:
        """Return where a span begins and ends, in bytes."""
        begin = self.offset(span.line, span.column)
        return begin, self.offset(span.end_line, span.end_column)

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset."""
        line = bisect_right(self._starts, offset, hi=len(self.lines)) - 1
        return line + 1, offset - self._starts[line]

    def span(self, file: str, begin: tuple[int, int], end: tuple[int, int]) -> Span:
        """Return what stands between two positions."""
        data = self.data[self.offset(*begin) : self.offset(*end)]
        return Span(file, *begin, *end, data.decode(errors="replace"))


@dataclass(frozen=True)
class Region:
    """Where an edit is, in bytes: in the text that it changes and in the changed one."""

    edit: Edit
    begin: int
    end: int
    new_begin: int
    new_end: int

    @property
    def growth(self) -> int:
        """How many bytes longer the edit makes the text."""
        return (self.new_end - self.new_begin) - (self.end - self.begin)


def apply(content: Content, edits: Iterable[Edit]) -> tuple[str, list[Region]]:
    """Return the text that edits of one file make, none of which overlap, and where they are."""
    after, done = b"", 0
    regions: list[Region] = []
    for edit in sorted(set(edits)):
        begin, end = content.stretch(edit.span)
        after += content.data[done:begin]
        new = edit.text.encode()
        regions.append(Region(edit, begin, end, len(after), len(after) + len(new)))
        after += new
        done = end
    return (after + content.data[done:]).decode(), regions


def rewritten(texts: Mapping[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """Return what edits make of each file that they change."""
    by_file: dict[str, list[Edit]] = {}
    for edit in edits:
        by_file.setdefault(edit.span.file, []).append(edit)
    return {file: apply(Content(texts[file]), found)[0] for file, found in by_file.items()}


def overlap(one: Iterable[Edit], other: Iterable[Edit]) -> bool:
    """Return whether two groups of edits change the same text in different ways."""
    return any(_collide(a, b) for a in one for b in other)


def _collide(a: Edit, b: Edit) -> bool:
    if a == b or a.span.file != b.span.file:
        return False
    (a_start, a_end), (b_start, b_end) = ends(a.span), ends(b.span)
    if a_start == b_start:
        return a_start != a_end and b_start != b_end
    return a_start < b_end and b_start < a_end


def ends(span: Span) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the positions at which a span begins and ends."""
    return (span.line, span.column), (span.end_line, span.end_column)
