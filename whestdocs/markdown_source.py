"""The Markdown source of a page: what in it is prose, what code, and in which line it stands.

Whatever reads pages without rendering them reads them here, so that a fence, a comment or a
piece of inline code is the same to all: to checks of numbers, of claims and of publications.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

#: Inline code. Backticks in the number that opened it close it, in the same paragraph.
INLINE_CODE = r"(?<![\\`])(?P<ticks>`+)(?!`)(?:(?!\n\n).)+?(?<!`)(?P=ticks)(?!`)"
COMMENT = r"<!--.*?-->"
#: What is looked up; strings in it may hold any sign.
EXPRESSION = r"""
    (?<!\\)\{\{(?P<expression>(?:(?>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?!\}\}).))+)\}\}
"""
#: An expression, unless it stands in inline code or in a comment: then those are found.
EXPRESSION_OR_CODE = re.compile(f"{INLINE_CODE} | {COMMENT} | {EXPRESSION}", re.DOTALL | re.VERBOSE)
_ANY_EXPRESSION = re.compile(EXPRESSION, re.DOTALL | re.VERBOSE)
#: What is on a page but no prose. A fence that nothing closes is none, as for superfences.
_NO_PROSE = re.compile(
    rf"""\A---\n.*?^(?:---|\.\.\.)[ ]*$                                    # front matter
      | ^[ \t>]*(?P<fence>(?>`{{3,}}|~{{3,}}))[^\n]*\n(?:[^\n]*\n)*?[ \t>]*(?P=fence)[`~]*[ \t]*$
      | {COMMENT}
      | {INLINE_CODE}
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
_BLOCK = re.compile(r"^[ \t]*/{3,} *(?:(?P<name>[\w-]+) *(?:\| *(?P<argument>.+?) *)?)?$", re.M)
_NO_BREAK = re.compile(r"[^\n]")


@dataclass(frozen=True)
class BlockLine:
    """A line that begins or ends a block.

    Attributes:
        line: Its number, from 1.
        name: Name of the block that it begins, in small letters; "" for an end.
        argument: What stands behind the bar, "" for nothing.
    """

    line: int
    name: str
    argument: str


@dataclass(frozen=True)
class MarkdownSource:
    """A page's source, read once.

    Attributes:
        text: All of it, front matter included.
    """

    text: str

    @cached_property
    def prose(self) -> str:
        """The source with code, comments and front matter blanked out.

        Line breaks stay, so that lines keep their numbers and places are the same.
        """
        return _NO_PROSE.sub(_blanks, self.text)

    @cached_property
    def typed(self) -> str:
        """The source with blanks for what is looked up."""
        return _ANY_EXPRESSION.sub(_blanks, self.text)

    def signed(self, code: str, expression: Callable[[str], str]) -> str:
        """Return the prose with signs in it; lines keep their numbers, but not their lengths.

        Args:
            code: Stands for each piece of inline code.
            expression: Returns what stands for an expression.
        """
        prose = _NO_PROSE.sub(
            lambda found: (code if found["ticks"] else "") + _breaks(found), self.text
        )
        return _ANY_EXPRESSION.sub(
            lambda found: expression(found["expression"]) + _breaks(found), prose
        )

    @cached_property
    def blocks(self) -> tuple[BlockLine, ...]:
        """The lines that begin or end a block, in order."""
        found = []
        for block in _BLOCK.finditer(self.prose):
            # As it was written, since an argument may quote what looks like inline code.
            written = _BLOCK.match(self.text, block.start()) or block
            name, argument = written["name"] or "", written["argument"] or ""
            found.append(BlockLine(self.line(block.start()), name.lower(), argument))
        return tuple(found)

    def line(self, position: int) -> int:
        """Return the line, from 1, of the character at ``position``."""
        return self.text.count("\n", 0, position) + 1


def _blanks(found: re.Match[str]) -> str:
    return _NO_BREAK.sub(" ", found[0])


def _breaks(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")
