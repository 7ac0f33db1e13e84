"""What the pages publish: found by reading them, so that it is known without building.

A page names figures in two ways: `figure("name")` inside `{{ ... }}` or a claim, and
blocks such as `/// listing | 02_mean_propagation`, which publish a family of them.
"""

from __future__ import annotations

import ast
import os
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

#: The figures that a block publishes, with its argument in place of the braces.
BLOCK_FIGURES = {
    "listing": ("{}/flops", "{}/line/*", "{}/expression/*"),
    "operations": ("{}/flops", "{}/calls", "{}/op/*"),
    "layers": ("{}/layer/*",),
    "verdicts": ("claims/*",),
    "capture": ("capture/{}/*",),
    "costs": ("capture/{}/*",),
    "score": ("capture/{}/*",),
    "tip": ("tip/{}/*",),
    "tips": ("tip/*",),
    "price-list": ("{}/*",),
    "releases": ("capture/{}/flops/*",),
}
#: The same for each word of an argument that may have several.
WORD_FIGURES = {
    "claims": ("claim/{}.*",),
    "multiplier": ("{}/flops",),
}

#: What is on a page but no prose. A fence that nothing closes is none, as for superfences.
_NO_PROSE = re.compile(
    r"""\A---\n.*?^(?:---|\.\.\.)[ ]*$                                     # front matter
      | ^[ \t>]*(?P<fence>(?>`{3,}|~{3,}))[^\n]*\n(?:[^\n]*\n)*?[ \t>]*(?P=fence)[`~]*[ \t]*$
      | <!--.*?-->
      | (?<![\\`])(?P<ticks>`+)(?!`)(?:(?!\n\n).)+?(?<!`)(?P=ticks)(?!`)  # inline code
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
_FIGURE_CALL = re.compile(r"""\bfigure\(\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')""")
_ROUND_ARGUMENT = re.compile(r"""\s*,\s*(?:round\s*=\s*)?["']([\w.-]+)["']""")
_BLOCK = re.compile(r"^[ \t]*/{3,} *([\w-]+) *(?:\| *(.+?) *)?$", re.MULTILINE)


@dataclass(frozen=True)
class Publication:
    """A place on a page that shows figures.

    Attributes:
        page: The page's file.
        line: Line in it, from 1.
        pattern: Name of a figure, or a pattern that several names match.
        round_tag: The only round whose figures are meant, or None for the page's round.
    """

    page: Path
    line: int
    pattern: str
    round_tag: str | None = None

    def where(self, root: Path) -> str:
        """Return ``page:line`` with the page relative to ``root``."""
        return f"{self.page.relative_to(root).as_posix()}:{self.line}"

    def shows(self, name: str, round_tag: str) -> bool:
        """Return whether the figure ``name`` of that round is among those shown here."""
        if self.round_tag not in (None, round_tag):
            return False
        # Only a final star is special: names contain stars and brackets.
        return name == self.pattern or (
            self.pattern.endswith("*") and name.startswith(self.pattern[:-1])
        )


def publications_of(
    name: str, round_tag: str, publications: Iterable[Publication]
) -> list[Publication]:
    """Return the places that show the figure ``name`` of a round."""
    return [place for place in publications if place.shows(name, round_tag)]


def read_publications(pages: Path) -> list[Publication]:
    """Return everything that the Markdown pages below ``pages`` publish."""
    return [
        publication
        for page in _markdown_files(pages)
        # A page that is not UTF-8 is for the site's builder to refuse.
        for publication in _of_page(page, page.read_text(encoding="utf-8-sig", errors="replace"))
    ]


def _markdown_files(pages: Path) -> list[Path]:
    """Return the pages, also those in linked folders, which MkDocs follows."""
    found = os.walk(pages, followlinks=True)
    files = [Path(folder) / name for folder, _, names in found for name in names]
    return sorted(file for file in files if file.suffix == ".md")


def prose(text: str) -> str:
    """Return a page's source with code, comments and front matter blanked out.

    Line breaks stay, so that lines keep their numbers.
    """
    return blanked(_NO_PROSE, text)


def blanked(pattern: re.Pattern[str], text: str) -> str:
    """Return ``text`` with blanks for what ``pattern`` finds; line breaks stay."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def line_number(text: str, position: int) -> int:
    """Return the line, from 1, of the character at ``position``."""
    return text.count("\n", 0, position) + 1


def prose_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line number, line) of a page's prose."""
    yield from enumerate(prose(text).split("\n"), start=1)


def _of_page(page: Path, text: str) -> Iterator[Publication]:
    text = prose(text)
    for call in _FIGURE_CALL.finditer(text):
        name = _string(call[1])
        if name is not None:
            other_round = _ROUND_ARGUMENT.match(text, call.end())
            tag = other_round[1] if other_round else None
            yield Publication(page, line_number(text, call.start()), name, tag)
    for block in _BLOCK.finditer(text):
        line = line_number(text, block.start())
        yield from (Publication(page, line, pattern) for pattern in _patterns(*block.groups("")))


def _patterns(block: str, argument: str) -> Iterator[str]:
    """Yield what a block publishes."""
    name = block.lower()
    for pattern in BLOCK_FIGURES.get(name, ()):
        yield pattern.replace("{}", argument)
    for word in argument.split():
        yield from (pattern.replace("{}", word) for pattern in WORD_FIGURES.get(name, ()))


def _string(literal: str) -> str | None:
    """Return what a string literal means, None where it is malformed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # An escape such as \\d, which means itself.
            return str(ast.literal_eval(literal))
    except (SyntaxError, ValueError):
        return None


def unpublished(names: Sequence[str], round_tag: str, places: Sequence[Publication]) -> list[str]:
    """Return the names that no page shows."""
    return [name for name in names if not publications_of(name, round_tag, places)]
