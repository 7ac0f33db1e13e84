"""Reading a page's source: its claims, and its sentences with what checks each.

A sentence is what stands between two full stops, question or exclamation marks in a paragraph or
an item of a list, if it has three words or more. Code and what is looked up count as a word each,
the words of links not at all: so a list of links has no sentences. Headings, tables, code, titles
of boxes, and what blocks show are not prose.

A sentence is checked by the first of these that is true of it:

    CLAIM       it stands in a claim: a build whose condition is false fails
    OUTPUT      it shows a figure of a captured command's output
    FIGURE      it shows another figure
    NOTHING     no run checks it: a fact that nobody tied to a run, a definition, advice

What a figure's sentence says around the figure is not checked. Whoever reads the shares need not
trust a mark that says "advice": there is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from whestdocs.competition.rounds import ROUNDS
from whestdocs.markdown_source import BlockLine, MarkdownSource

CLAIM, OUTPUT, FIGURE, NOTHING = "claim", "output", "figure", "nothing"

_LEAST_WORDS = 3
#: What stands for code and looked-up values in a text that is split into sentences.
_CODE, _OUTPUT, _FIGURE, _OTHER = "\x01\x02\x03\x04"
_OUTPUT_FIGURE = re.compile(r"""\bfigure\(\s*["']capture/""")
_ANY_FIGURE = re.compile(r"\bfigure\(")
#: Lines that are no prose: headings, rows of tables, titles of boxes, docstrings, addresses.
_NO_PROSE_LINE = re.compile(r"^[ \t>]*(?:\#{1,6}\s|\||!!!|\?\?\?|===|:::|\[[^\]]+\]:\s)")
_ITEM = re.compile(r"^[ \t>]*(?:[-*+]|\d+[.)])\s+")
_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\]]*\])*)\](?:\([^)]*\)|\[[^\]]*\])")
_TAG = re.compile(r"</?\w[^<>]*>|\{[:.# ]?[^{}]*\}")
_END = re.compile(
    r"(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\betc\.)(?<=[.!?])[\"'*_)]*\s+(?=[\"'*_(]*[\w\x01-\x04])"
)
_WORD = re.compile(r"[\w\x01-\x04][\w\x01-\x04'\u2019-]*")


@dataclass(frozen=True)
class Passage:
    """A paragraph, or an item of a list.

    Attributes:
        line: Its first line, from 1.
        text: Its source, with code and looked-up values as signs.
        rounds: The rounds whose pages show it.
        condition: Condition of the claim that it stands in, "" for none.
    """

    line: int
    text: str
    rounds: tuple[str, ...]
    condition: str = ""


@dataclass(frozen=True)
class ClaimOnPage:
    """The beginning of a claim.

    Attributes:
        line: Its line, from 1.
        condition: Its condition.
        rounds: The rounds whose pages show it.
    """

    line: int
    condition: str
    rounds: tuple[str, ...]


@dataclass(frozen=True)
class PageSource:
    """What a page's source holds.

    Attributes:
        claims: Its claims.
        passages: Its prose.
    """

    claims: list[ClaimOnPage]
    passages: list[Passage]


def page_files(pages: Path) -> list[Path]:
    """Return the pages below ``pages``, notebooks too, in the order of their names."""
    files = [*pages.rglob("*.md"), *pages.rglob("*.ipynb")]
    return sorted(file for file in files if "examples" not in file.relative_to(pages).parts)


def source_of(file: Path) -> str:
    """Return the Markdown of a page; of a notebook, that of its cells."""
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    if file.suffix != ".ipynb":
        return text
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
    return "\n\n".join("".join(cell["source"]) for cell in cells)


def read_source(text: str) -> PageSource:
    """Return the claims and the prose of a page's source."""
    source, reader = MarkdownSource(text), _Reader()
    blocks = {block.line: block for block in source.blocks}
    for number, line in enumerate(source.signed(_CODE, _sign).split("\n"), start=1):
        reader.read(number, line, blocks.get(number))
    reader.end_passage()
    return PageSource(reader.claims, reader.passages)


def _sign(expression: str) -> str:
    if _OUTPUT_FIGURE.search(expression):
        return _OUTPUT
    return _FIGURE if _ANY_FIGURE.search(expression) else _OTHER


class _Reader:
    """Reads a page line by line.

    Attributes:
        claims: The claims that have begun.
        passages: The passages that have ended.
    """

    def __init__(self) -> None:
        self.claims: list[ClaimOnPage] = []
        self.passages: list[Passage] = []
        self._blocks: list[BlockLine] = []
        self._is_in_options = False
        self._passage: Passage | None = None

    def read(self, number: int, line: str, block: BlockLine | None) -> None:
        """Read a line, with the block that begins or ends in it."""
        is_indented = line.startswith((" ", "\t"))
        is_header = block is not None and bool(block.name)
        self._is_in_options = is_header or (self._is_in_options and is_indented)
        is_prose = not (block or self._is_in_options or _NO_PROSE_LINE.match(line)) and line.strip()
        if not is_prose or _ITEM.match(line):
            self.end_passage()
        if block:
            self._read_block(block)
        elif is_prose:
            self._read_prose(number, _ITEM.sub("", line).strip())

    def end_passage(self) -> None:
        """End the passage that was begun, if one was."""
        if self._passage is not None:
            self.passages.append(self._passage)
        self._passage = None

    def _read_block(self, block: BlockLine) -> None:
        if not block.name:
            del self._blocks[-1:]
            return
        self._blocks.append(block)
        if block.name == "claim":
            self.claims.append(ClaimOnPage(block.line, self._condition(), self._rounds()))

    def _read_prose(self, number: int, text: str) -> None:
        if self._passage is None:
            self._passage = Passage(number, text, self._rounds(), self._condition())
        else:
            self._passage = replace(self._passage, text=f"{self._passage.text} {text}")

    def _rounds(self) -> tuple[str, ...]:
        limits = [block.argument.split() for block in self._blocks if block.name == "round"]
        return tuple(tag for tag in ROUNDS if all(tag in tags for tags in limits))

    def _condition(self) -> str:
        return next((block.argument for block in self._blocks if block.name == "claim"), "")


def checks_of(passage: Passage) -> Iterator[str]:
    """Yield, for each sentence of ``passage``, what checks it."""
    text = _TAG.sub("", _LINK.sub(_unlinked, passage.text))
    for sentence in _END.split(text):
        if len(_WORD.findall(sentence)) < _LEAST_WORDS:
            continue
        if passage.condition:
            yield CLAIM
        elif _OUTPUT in sentence:
            yield OUTPUT
        else:
            yield FIGURE if _FIGURE in sentence else NOTHING


def _unlinked(link: re.Match[str]) -> str:
    """Return what is left of a link: the values that its text looks up, but no words."""
    return "".join(sign for sign in link[1] if sign in (_OUTPUT, _FIGURE))
