"""Source text with its places: from lines and UTF-8 columns to offsets and back."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import NamedTuple

from pygments.lexers.python import PythonLexer
from pygments.token import Comment

from whestdocs.estimators.profiles import Span
from whestdocs.text import visible


def one_line(source: str) -> str:
    """Return an expression of several lines on one, for a caption: no comments, no breaks.

    Characters that cannot be seen are shown as escapes.
    """
    if "\n" not in source:
        return visible(source.strip())
    tokens = PythonLexer().get_tokens_unprocessed(source)
    code = "".join(text for _, kind, text in tokens if Comment not in kind.split())
    # A bracket at the end of a line needs no blank where the line went on.
    return visible(re.sub(r"(?<=[(\[{]) | (?=[)\]}.,])", "", " ".join(code.split())))


class Extent(NamedTuple):
    """A piece of the text, from character ``start`` up to ``end``."""

    start: int
    end: int

    def overlaps(self, other: Extent) -> bool:
        """Return whether the two have a character in common."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Extent) -> bool:
        """Return whether ``other`` lies within this one."""
        return self.start <= other.start and other.end <= self.end


class AnnotatedText:
    """The text of a file as ``ast`` sees it: only a newline ends a line.

    Attributes:
        text: The whole text.
        lines: Where each line is, without its newline.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        pieces = text.split("\n")
        starts = accumulate((len(piece) + 1 for piece in pieces), initial=0)
        self.lines = [
            Extent(start, start + len(piece)) for start, piece in zip(starts, pieces, strict=False)
        ]
        if len(self.lines) > 1 and not pieces[-1]:
            self.lines.pop()  # What follows the last newline is no line.

    def slice(self, extent: Extent) -> str:
        """Return the text at ``extent``."""
        return self.text[extent.start : extent.end]

    def offset(self, line: int, column: int) -> int:
        """Return the character at a line from 1 and a column from 0 in UTF-8 bytes.

        A place outside the text, which only a wrong profile has, becomes its nearest end.
        """
        if line < 1 or not self.lines:
            return 0
        if line > len(self.lines):
            return len(self.text)
        extent = self.lines[line - 1]
        before = self.slice(extent).encode(errors="surrogatepass")[: max(column, 0)]
        # A column in the middle of a character means that character.
        return extent.start + len(before.decode(errors="ignore"))

    def extent(self, span: Span) -> Extent:
        """Return where ``span`` is."""
        start = self.offset(span.line, span.column)
        return Extent(start, max(start, self.offset(span.end_line, span.end_column)))
