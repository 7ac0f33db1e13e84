"""What the pages publish: found by reading them, so that it is known without building.

A page names figures in two ways: `figure("name")` inside `{{ ... }}` or a claim, and
blocks such as `/// listing | 02_mean_propagation`, which publish a family of them. Each block
says itself which; so what measures and what pages show is known from one place.
"""

from __future__ import annotations

import ast
import os
import re
import warnings
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from pathlib import Path

from whestdocs.competition.rounds import ROUNDS
from whestdocs.markdown_source import MarkdownSource

_FIGURE_CALL = re.compile(r"""\bfigure\(\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')""")
_ROUND_ARGUMENT = re.compile(r"""\s*,\s*(?:round\s*=\s*)?["']([\w.-]+)["']""")


@dataclass(frozen=True)
class BlockFigures:
    """What a block shows.

    Attributes:
        patterns: As in `Publication`, with ``{}`` for the block's argument, or ``{word}`` for each
            word of it.
        of_every_round: Whether it shows the figures of all rounds, and not only its page's.
    """

    patterns: tuple[str, ...]
    of_every_round: bool = False

    def patterns_for(self, argument: str) -> Iterator[str]:
        """Yield the patterns of a block with that argument."""
        for pattern in self.patterns:
            for word in argument.split() if "{word}" in pattern else [argument]:
                yield pattern.replace("{word}", word).replace("{}", word)


@dataclass(frozen=True)
class Publication:
    """A place that shows figures.

    Attributes:
        file: The page's file, or another.
        line: Line in it, from 1.
        pattern: Name of a figure; or, with a star at its end, how those of several begin; or, with
            a slash at its end, how those begin of a measurement that is shown without its figures.
        pages: The rounds whose pages have it.
        of_rounds: The rounds whose figures are shown, where these are not the page's own.
    """

    file: Path
    line: int
    pattern: str
    pages: frozenset[str] = frozenset(ROUNDS)
    of_rounds: frozenset[str] | None = None

    @property
    def rounds(self) -> frozenset[str]:
        """The rounds whose figures are shown."""
        return self.pages if self.of_rounds is None else self.of_rounds

    def where(self, root: Path) -> str:
        """Return ``file:line`` with the file relative to ``root``."""
        return f"{self.file.relative_to(root).as_posix()}:{self.line}"

    def shows(self, name: str, round_tag: str) -> bool:
        """Return whether the figure ``name`` of that round is among those shown here."""
        # Only a final star is special: names contain stars and brackets.
        return round_tag in self.rounds and (
            name == self.pattern
            or (self.pattern.endswith("*") and name.startswith(self.pattern[:-1]))
        )


class Publications:
    """Everything that is published.

    Attributes:
        places: The places, in the order of the files.
    """

    def __init__(self, places: Iterable[Publication] = ()) -> None:
        self.places = tuple(places)
        self._patterns = {
            tag: sorted({place.pattern for place in self.places if tag in place.rounds})
            for tag in ROUNDS
        }
        self._beginnings = {
            tag: tuple(each[:-1] for each in patterns if each.endswith("*"))
            for tag, patterns in self._patterns.items()
        }

    def on_pages_of(self, round_tag: str) -> Publications:
        """Return what the pages of a round publish, of whatever rounds."""
        pages = frozenset({round_tag})
        return Publications(
            replace(place, pages=pages) for place in self.places if round_tag in place.pages
        )

    def show(self, name: str, round_tag: str) -> bool:
        """Return whether the figure ``name`` of a round is published."""
        patterns = self._patterns[round_tag]
        index = bisect_left(patterns, name)
        is_named = index < len(patterns) and patterns[index] == name
        return is_named or name.startswith(self._beginnings[round_tag])

    def of(self, name: str, round_tag: str) -> list[Publication]:
        """Return the places that show the figure ``name`` of a round."""
        return [place for place in self.places if place.shows(name, round_tag)]

    def patterns(self, beginning: str, round_tag: str) -> list[str]:
        """Return the patterns that stand for figures of a round whose names begin like that."""
        patterns = self._patterns[round_tag]
        first = bisect_left(patterns, beginning)
        named = takewhile(lambda each: each.startswith(beginning), islice(patterns, first, None))
        wider = (each for each in self._beginnings[round_tag] if beginning.startswith(each))
        return [*named, *(f"{each}*" for each in wider if each != beginning)]

    def rounds(self) -> list[str]:
        """Return the rounds of which anything is published."""
        return [tag for tag, patterns in self._patterns.items() if patterns]


def read_publications(pages: Path, blocks: Mapping[str, BlockFigures]) -> list[Publication]:
    """Return everything that the Markdown pages below ``pages`` publish.

    Args:
        pages: Folder of the pages.
        blocks: What each block shows, by its name.
    """
    return [
        publication
        for page in _markdown_files(pages)
        # A page that is not UTF-8 is for the site's builder to refuse.
        for publication in _of_page(
            page, page.read_text(encoding="utf-8-sig", errors="replace"), blocks
        )
    ]


def _markdown_files(pages: Path) -> list[Path]:
    """Return the pages, also those in linked folders, which MkDocs follows."""
    found = os.walk(pages, followlinks=True)
    files = [Path(folder) / name for folder, _, names in found for name in names]
    return sorted(file for file in files if file.suffix == ".md")


def _of_page(page: Path, text: str, blocks: Mapping[str, BlockFigures]) -> Iterator[Publication]:
    source = MarkdownSource(text)
    rounds = _rounds_of_lines(source)
    for call in _FIGURE_CALL.finditer(source.prose):
        name = _string(call[1])
        line = source.line(call.start())
        other_round = _ROUND_ARGUMENT.match(source.prose, call.end())
        if name is not None and (other_round is None or other_round[1] in ROUNDS):
            of_rounds = frozenset({other_round[1]}) if other_round else None
            yield Publication(page, line, name, rounds[line - 1], of_rounds)
    for block in source.blocks:
        shown = blocks.get(block.name)
        if shown:
            of_rounds = frozenset(ROUNDS) if shown.of_every_round else None
            for pattern in shown.patterns_for(block.argument):
                yield Publication(page, block.line, pattern, rounds[block.line - 1], of_rounds)


def _rounds_of_lines(source: MarkdownSource) -> list[frozenset[str]]:
    """Return, for each line of a page, the rounds whose pages have it."""
    found, open_blocks = [], [frozenset(ROUNDS)]
    blocks = {block.line: block for block in source.blocks}
    for line in range(1, source.text.count("\n") + 2):
        block = blocks.get(line)
        if block and block.name:
            limit = block.argument.split() if block.name == "round" and block.argument else ROUNDS
            open_blocks.append(open_blocks[-1] & frozenset(limit))
        found.append(open_blocks[-1])
        if block and not block.name:
            del open_blocks[max(1, len(open_blocks) - 1) :]
    return found


def _string(literal: str) -> str | None:
    """Return what a string literal means, None where it is malformed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # An escape such as \\d, which means itself.
            return str(ast.literal_eval(literal))
    except (SyntaxError, ValueError):
        return None
