"""Applying edits to texts, and finding back from a rewritten text to the original."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from whestdocs.advice.candidate import Edit
from whestdocs.profiles import Span

#: A position in a file: a line from 1, a column from 0 in bytes.
Position = tuple[int, int]


def overlap(one: Iterable[Edit], other: Iterable[Edit]) -> bool:
    """Return whether two groups of edits change the same text in different ways."""
    return any(_collide(a, b) for a in one for b in other)


def _collide(a: Edit, b: Edit) -> bool:
    if a == b or a.span.file != b.span.file:
        return False
    (a_start, a_end), (b_start, b_end) = _ends(a.span), _ends(b.span)
    if a_start == b_start:
        return a_start != a_end and b_start != b_end
    return a_start < b_end and b_start < a_end


def _ends(span: Span) -> tuple[Position, Position]:
    return (span.line, span.column), (span.end_line, span.end_column)


@dataclass(frozen=True)
class Rewriting:
    """One text made from another.

    Attributes:
        before: The text that was.
        after: The text that is.
        pieces: For each stretch: where it begins afterwards, where that is from, and whether
            it was kept; in bytes.
    """

    before: str
    after: str
    pieces: tuple[tuple[int, int, bool], ...]

    @classmethod
    def of(cls, text: str, edits: Iterable[Edit]) -> Rewriting:
        """Apply edits of one file, which must not overlap."""
        content = text.encode()
        starts = _line_starts(content)
        parts: list[bytes] = []
        pieces: list[tuple[int, int, bool]] = []
        done = length = 0
        for edit in sorted(set(edits)):
            begin, end = (starts[line - 1] + column for line, column in _ends(edit.span))
            for part, origin, kept in (
                (content[done:begin], done, True),
                (edit.text.encode(), begin, False),
            ):
                pieces.append((length, origin, kept))
                parts.append(part)
                length += len(part)
            done = end
        pieces.append((length, done, True))
        parts.append(content[done:])
        return cls(text, b"".join(parts).decode(), tuple(pieces))

    def origin(self, position: Position) -> Position:
        """Return where what stands at a position afterwards stood before.

        What was put in stood where it replaced something.
        """
        after, before = self.after.encode(), self.before.encode()
        offset = _line_starts(after)[position[0] - 1] + position[1]
        number = bisect_right(self.pieces, offset, key=lambda piece: piece[0]) - 1
        start, origin, kept = self.pieces[number]
        found = origin + (offset - start if kept else 0)
        lines = _line_starts(before)
        line = bisect_right(lines, found) - 1
        return line + 1, found - lines[line]


def _line_starts(content: bytes) -> list[int]:
    """Return where each line begins, and the end of the text as one more."""
    starts, position = [0], 0
    for line in content.split(b"\n"):
        position += len(line) + 1
        starts.append(min(position, len(content)))
    return starts


def rewritten(texts: Mapping[str, str], edits: Iterable[Edit]) -> dict[str, Rewriting]:
    """Return what edits make of each file that they are about."""
    by_file: dict[str, list[Edit]] = {}
    for edit in edits:
        by_file.setdefault(edit.span.file, []).append(edit)
    return {file: Rewriting.of(texts[file], found) for file, found in by_file.items()}
