"""Finding numbers that somebody typed where a figure should stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = r"(?:[kKMGT]|thousand|million|billion|trillion)"
#: A space; an entity that is one has become a gap by then.
_SPACE = r"[\s\0]"
_POWER = r"(?:\^|\*\*|[\0\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u207b])"
#: Numbers that look measured: FLOP counts, percentages, ratios, long or grouped digits.
#: A letter and a hyphen before a number make it part of a name, such as v2-phase2.
_MEASURED = re.compile(
    rf"""(?<![\w.,/^])(?<![^\W\d]-)~?(?:
        \d{{1,3}}(?:[,_\u00a0\u202f]\d{{3}})+(?:\.\d+)?            # 2,715,648; 68_000_000_000
      | {_NUMBER}[eE][+-]?\d+                                    # 6.8e10
      | {_NUMBER}{_SPACE}?(?:\u00d7|x|\*){_SPACE}?10{_POWER}[^\s\0]? # 6.8 x 10^10
      | \d+(?:\^|\*\*)\d+                                       # 2**41
      | {_NUMBER}(?:\s*|\0)%                                      # 77.1%
      | {_NUMBER}\s*per\s?cent\b
      | {_NUMBER}\s?(?:\u00d7(?!\s?\d)|x\b(?!\s?\d)|times\b)     # 150x, but not 64 x 64
      | {_NUMBER}{_SPACE}?{_UNIT}?{_SPACE}?-?(?i:[kMGT]?FLOPs?)\b   # 33M FLOPs, 1 FLOP
      | {_NUMBER}{_SPACE}?[kMGT]\b                                 # 404 M
      | {_NUMBER}{_SPACE}(?:thousand|million|billion|trillion)\b
      | \d+{_SPACE}(?:calls?|operations?)\b                       # 16 calls
      | \d{{5,}}                                                # 65536
    )""",
    re.VERBOSE,
)
_CODE_TAGS = {"code", "pre", "kbd", "samp", "math", "script", "style", "svg"}
_BLOCK_TAGS = {"p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "summary"}
#: Classes of what mkdocstrings and the blocks of whestdocs write.
_WRITTEN_BY_PROGRAMS = {"doc", "whestdocs-commands"}
_PLACEHOLDER = re.compile("\x02.*?\x03")
#: Stands for code and rendered figures in the text that is searched, so that a number
#: before them does not run into one after them.
_GAP = "\x00"


def typed_numbers_in(text: str) -> Iterator[str]:
    """Yield the numbers in ``text`` that look like measurements."""
    searched = _PLACEHOLDER.sub(_GAP, text)
    # What stands before a gap is enough to find the place in the page's source.
    yield from (match[0].split(_GAP)[0].strip() for match in _MEASURED.finditer(searched))


def typed_numbers(root: Element) -> Iterator[str]:
    """Yield the numbers in the prose below ``root`` that look like measurements.

    Code, and whatever a program wrote (docstrings, the commands' reference), is no prose.
    """
    yield from typed_numbers_in("".join(_own_text(root)))
    for child in root:
        if not _is_no_prose(child):
            yield from _nested_numbers(child)


def typed_numbers_in_html(html: str) -> Iterator[str]:
    """Yield the numbers in the prose of raw HTML that look like measurements."""
    reader = _Prose()
    reader.feed(html)
    reader.close()
    yield from typed_numbers_in("".join(reader.pieces))


class _Prose(HTMLParser):
    """Collects the text that is not in code."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._code_depth = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.pieces.append(_GAP if tag in _CODE_TAGS | _BLOCK_TAGS else "")
        self._code_depth += tag in _CODE_TAGS

    def handle_endtag(self, tag: str) -> None:
        self._code_depth -= tag in _CODE_TAGS

    def handle_data(self, data: str) -> None:
        self.pieces.append(data if self._code_depth <= 0 else "")


def _nested_numbers(element: Element) -> Iterator[str]:
    """Yield the numbers of the blocks in ``element``, which `_own_text` left out."""
    if element.tag in _BLOCK_TAGS:
        yield from typed_numbers(element)
        return
    for child in element:
        if not _is_no_prose(child):
            yield from _nested_numbers(child)


def _own_text(element: Element) -> Iterator[str]:
    """Yield the text of ``element`` without that of nested blocks, which come themselves."""
    yield element.text or ""
    for child in element:
        if _is_no_prose(child) or child.tag in _BLOCK_TAGS:
            yield _GAP
        elif child.tag == "img":
            yield f"{_GAP}{child.get('alt', '')}{_GAP}"
        else:
            yield from _own_text(child)
        yield child.tail or ""


def _is_no_prose(element: Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _CODE_TAGS:
        return True
    return not _WRITTEN_BY_PROGRAMS.isdisjoint(element.get("class", "").split())
