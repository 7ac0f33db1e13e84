"""Text as people read it: what comes from elsewhere made visible, counts, natural order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

#: Controls, invisible formatting (such as a change of direction), halves of characters,
#: and separators of lines and paragraphs.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: Where code may go on in the next line: after a sign in the middle of a name or call, but not
#: within a number, nor between brackets with nothing in them.
_BREAK = re.compile(r"(?<=[^\s_.(][_.(])(?<!\d\.(?=\d))(?=[^\s_.()])")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    """Return ``text`` on one line, with everything a terminal would act on as an escape.

    What comes from an estimator (file names, sources, messages) may hold terminal
    controls, and characters that rearrange what is around them.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def visible_lines(text: str) -> str:
    """Return ``text`` like `visible`, but leave its lines and columns as they are."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(each if each in "\n\t" else _shown(each) for each in text)


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _INVISIBLE:
        return character
    if character in _SHORT:
        return _SHORT[character]
    number = ord(character)
    if number <= 0xFF:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def with_breaks(code: str, mark: str) -> str:
    """Return ``code`` with ``mark`` where a line of it may be broken."""
    return _BREAK.sub(mark, code)


def counted(number: int, noun: str) -> str:
    """Return ``number`` and ``noun``, in the plural unless it is one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def some(names: Sequence[str], most: int = 5) -> str:
    """Return the first of ``names``, and how many more there are."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def natural(text: str) -> list[tuple[bool, int, str]]:
    """Return a key that sorts ``text`` as people do: layer 2 before layer 10."""
    return [
        (part.isdecimal(), int(part) if part.isdecimal() else 0, part)
        for part in re.split(r"(\d+)", text)
    ]


def sentence(words: str) -> str:
    """Return words with a capital letter at their beginning."""
    return words[:1].upper() + words[1:]
