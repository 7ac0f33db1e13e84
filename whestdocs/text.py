"""Showing text that comes from elsewhere, so that it can only be read."""

from __future__ import annotations

import unicodedata

#: Controls, invisible formatting (such as a change of direction), halves of characters,
#: and separators of lines and paragraphs.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    """Return ``text`` on one line, with everything a terminal would act on as an escape.

    What comes from an estimator (file names, sources, messages) may hold terminal
    controls, and characters that rearrange what is around them.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _INVISIBLE:
        return character
    if character in _SHORT:
        return _SHORT[character]
    number = ord(character)
    if number <= 0xFF:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
