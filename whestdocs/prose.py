"""Finding numbers that somebody typed where a figure should stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

_UNIT = r"(?:[kKMGT]|thousand|million|billion|trillion)"
#: Numbers that look measured: FLOP counts, percentages, ratios, long or grouped digits.
_MEASURED = re.compile(
    rf"""(?<![\w.,/^-])~?(?:
        \d{{1,3}}(?:[,_\u00a0\u202f]\d{{3}})+(?:\.\d+)?   # 2,715,648 and 68_000_000_000
      | \d+(?:\.\d+)?[eE][+-]?\d+                         # 6.8e10
      | \d+(?:\.\d+)?\s?(?:\u00d7|x|\*)\s?10(?:\^|\*\*)\S # 6.8 x 10^10
      | \d+\*\*\d+                                        # 2**41
      | \d+(?:\.\d+)?\s*%                                 # 77.1%
      | \d+(?:\.\d+)?\s*percent\b
      | \d+(?:\.\d+)?\s?(?:\u00d7|x\b|times\b)            # 150x
      | \d+(?:\.\d+)?\s?{_UNIT}?\s?-?FLOPs?\b             # 33M FLOPs, 1 FLOP
      | \d+(?:\.\d+)?\s?[MGT]\b                           # 404 M
      | \d+(?:\.\d+)?\s(?:thousand|million|billion|trillion)\b
      | \d{{5,}}                                          # 65536
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


def typed_numbers(root: Element) -> Iterator[str]:
    """Yield the numbers in the prose below ``root`` that look like measurements.

    Code, and whatever a program wrote (docstrings, the commands' reference), is no prose.
    """
    text = _PLACEHOLDER.sub(_GAP, "".join(_own_text(root)))
    yield from (match[0].strip() for match in _MEASURED.finditer(text))
    for child in root:
        if not _is_no_prose(child):
            yield from _nested_numbers(child)


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
        else:
            yield from _own_text(child)
        yield child.tail or ""


def _is_no_prose(element: Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _CODE_TAGS:
        return True
    return not _WRITTEN_BY_PROGRAMS.isdisjoint(element.get("class", "").split())
