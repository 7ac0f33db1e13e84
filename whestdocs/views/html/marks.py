"""Source with its charged expressions marked: coloured, nested, and cut into rows.

    a charged expression -> <span class="charge">, which may hold others
    its anchor           -> <button>, which never holds another

Rows are cut at the newlines only: their text, joined, is the source to the character,
so that what a reader copies runs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup, escape
from pygments.lexers.python import PythonLexer
from pygments.token import STANDARD_TYPES, _TokenType

from whestdocs.estimators.profiles import Span
from whestdocs.views.html.anchors import Anchors
from whestdocs.views.html.source_text import AnnotatedText, Extent

#: Characters that are invisible, or change the direction of those around them: in
#: source they can only mislead, so they are shown.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


@dataclass
class Mark:
    """Charged expressions that share an anchor.

    Attributes:
        anchor: The token that stands for them.
        extents: Where they are; nearly always one place.
        expressions: The expressions with their operations.
    """

    anchor: Extent
    extents: set[Extent] = field(default_factory=set)
    expressions: list[tuple[Span, str]] = field(default_factory=list)


def marks_of(source: AnnotatedText, expressions: Iterable[tuple[Span, str]]) -> list[Mark]:
    """Return the marks for charged ``expressions`` of ``source``, in the given order."""
    anchors = Anchors(source)
    marks: list[Mark] = []
    for span, op in expressions:
        anchor = anchors.anchor(span)
        if anchor is None:
            continue
        mark = next((mark for mark in marks if mark.anchor.overlaps(anchor)), None)
        if mark is None:
            mark = Mark(anchor)
            marks.append(mark)
        mark.extents.add(source.extent(span))
        mark.expressions.append((span, op))
    return marks


@dataclass(frozen=True)
class Element:
    """An HTML element around a piece of the source.

    Attributes:
        extent: The piece.
        opening: Its start tag.
        closing: Its end tag.
    """

    extent: Extent
    opening: Markup
    closing: Markup


class MarkedSource:
    """Source text with elements around pieces of it, to be written row by row.

    Args:
        source: The text.
        elements: Of two with the same extent, the first is the outer one.
    """

    def __init__(self, source: AnnotatedText, elements: Iterable[Element]) -> None:
        self._source = source
        self._elements = sorted(elements, key=lambda e: (e.extent.start, -e.extent.end))
        self._tokens = list(_tokens(source.text))
        self._token_starts = [start for start, _ in self._tokens]

    def row(self, line: int) -> Markup:
        """Return the HTML of a line, from 1, without its newline."""
        row = self._source.lines[line - 1]
        elements = [clipped for element in self._elements for clipped in self._clip(element, row)]
        html: list[str] = []
        open_: list[Element] = []
        for start, end in pairwise(self._cuts(row, elements)):
            wanted = [e for e in elements if e.extent.covers(Extent(start, end))]
            kept = _common(open_, wanted)
            html += [element.closing for element in reversed(open_[kept:])]
            html += [element.opening for element in wanted[kept:]]
            html.append(self._piece(start, end))
            open_ = wanted
        html += [element.closing for element in reversed(open_)]
        return Markup("".join(html))

    def _clip(self, element: Element, row: Extent) -> Iterator[Element]:
        """Yield the part of ``element`` in ``row``, without blanks at its ends."""
        start = max(element.extent.start, row.start)
        end = min(element.extent.end, row.end)
        text = self._source.text[start:end]
        start += len(text) - len(text.lstrip())
        end -= len(text) - len(text.rstrip())
        if start < end:
            yield Element(Extent(start, end), element.opening, element.closing)

    def _cuts(self, row: Extent, elements: list[Element]) -> list[int]:
        """Return the offsets in ``row`` where something begins or ends."""
        first = bisect_right(self._token_starts, row.start)
        last = bisect_right(self._token_starts, row.end)
        cuts = {row.start, row.end, *self._token_starts[first:last]}
        cuts.update(offset for element in elements for offset in element.extent)
        return sorted(cuts)

    def _piece(self, start: int, end: int) -> Markup:
        """Return the HTML of a piece that lies within one token."""
        _, style = self._tokens[bisect_right(self._token_starts, start) - 1]
        text = _visible(self._source.text[start:end])
        return Markup('<span class="{}">{}</span>').format(style, text) if style else text


def _common(left: list[Element], right: list[Element]) -> int:
    """Return how many elements the two have in common at their beginnings."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one is not other:
            break
        count += 1
    return count


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """Yield (start, class for the style sheet) of each token; together they are all of it."""
    lexer = PythonLexer()
    # Unprocessed: the ordinary method drops newlines and marks at the file's ends.
    for start, kind, _ in lexer.get_tokens_unprocessed(text):
        yield start, _style(kind)


def _style(kind: _TokenType) -> str:
    while kind not in STANDARD_TYPES and kind.parent is not None:
        kind = kind.parent
    style = STANDARD_TYPES.get(kind, "")
    return "" if style == "w" else style


def _visible(text: str) -> Markup:
    """Return ``text`` escaped, with characters that cannot be seen inside a visible box."""
    # Escaping leaves them as they are, and none of them is special in HTML.
    return Markup(_UNSEEN.sub(lambda unseen: _box(unseen[0]), str(escape(text))))


def _box(character: str) -> Markup:
    code = f"U+{ord(character):04X}"
    # A carriage return as it is would become a newline in the browser.
    inside = Markup("&#13;") if character == "\r" else escape(character)
    return Markup('<span class="unseen" data-code="{}">{}</span>').format(code, inside)
