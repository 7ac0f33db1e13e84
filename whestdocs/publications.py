"""What the pages publish: found by reading them, so that it is known without building.

A page names figures in two ways: `figure("name")` inside `{{ ... }}` or a claim, and
blocks such as `/// listing | 02_mean_propagation`, which publish a family of them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

#: The figures that a block publishes, for its source.
BLOCK_FIGURES = {
    "listing": ("flops", "line/*", "expression/*"),
    "operations": ("flops", "calls", "op/*"),
    "layers": ("layer/*",),
}

_FENCE = re.compile(r"^ *(`{3,}|~{3,})")
_INLINE_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_FIGURE_CALL = re.compile(r"""figure\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_ROUND_ARGUMENT = re.compile(r"""\s*,\s*(?:round\s*=\s*)?["']([\w.-]+)["']""")
_BLOCK = re.compile(r"^\s*/{3,}\s*(\w+)\s*(?:\|\s*(.*))?$")


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
        return name == self.pattern or (
            self.pattern.endswith("*") and fnmatchcase(name, _literal(self.pattern))
        )


def _literal(pattern: str) -> str:
    """Return ``pattern`` with only its final star special: names contain brackets."""
    return "".join(f"[{c}]" if c in "[?*" else c for c in pattern[:-1]) + "*"


def publications_of(
    name: str, round_tag: str, publications: Iterable[Publication]
) -> list[Publication]:
    """Return the places that show the figure ``name`` of a round."""
    return [place for place in publications if place.shows(name, round_tag)]


def read_publications(pages: Path) -> list[Publication]:
    """Return everything that the Markdown pages below ``pages`` publish."""
    return [
        publication
        for page in sorted(pages.rglob("*.md"))
        for publication in _of_page(page, page.read_text(encoding="utf-8"))
    ]


def prose_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line number, line) outside fenced code, with inline code blanked out."""
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        opening = _FENCE.match(line)
        if fence:
            if opening and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            continue
        if opening:
            fence = opening[1]
            continue
        yield number, _INLINE_CODE.sub(lambda code: " " * len(code[0]), line)


def _of_page(page: Path, text: str) -> Iterator[Publication]:
    for number, line in prose_lines(text):
        for call in _FIGURE_CALL.finditer(line):
            other_round = _ROUND_ARGUMENT.match(line, call.end())
            name = ast.literal_eval(call[1])
            yield Publication(page, number, name, other_round[1] if other_round else None)
        block = _BLOCK.match(line)
        if block and block[1] in BLOCK_FIGURES and block[2]:
            source = block[2].split()[0]
            for pattern in BLOCK_FIGURES[block[1]]:
                yield Publication(page, number, f"{source}/{pattern}")


def unpublished(names: Sequence[str], round_tag: str, places: Sequence[Publication]) -> list[str]:
    """Return the names that no page shows."""
    return [name for name in names if not publications_of(name, round_tag, places)]
