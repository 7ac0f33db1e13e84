"""How many sentences of the pages a run checks: counted in their sources, in one round."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from whestdocs.pages.sentences import NOTHING, checks_of, page_files, read_source, source_of

_TITLE = re.compile(r"^(?:title: *|# +)(.+?) *$", re.MULTILINE)


@dataclass(frozen=True)
class Share:
    """What checks the sentences of a page, or of several.

    Attributes:
        title: The page's title.
        counts: How many sentences each kind of check has; see `sentences`.
    """

    title: str
    counts: Counter[str]

    @property
    def sentences(self) -> int:
        """How many there are."""
        return self.counts.total()

    @property
    def checked(self) -> int:
        """How many a run checks, wholly or for a figure in it."""
        return self.sentences - self.counts[NOTHING]

    @property
    def percent(self) -> int:
        """The share of those, in whole percent."""
        return round(100 * self.checked / self.sentences) if self.sentences else 0


def shares(pages: Path, tag: str) -> list[Share]:
    """Return the share of each page below ``pages`` in the round called ``tag``."""
    return [_share(source_of(file), file.stem, tag) for file in page_files(pages)]


def together(several: Sequence[Share]) -> Share:
    """Return the share of several pages taken together."""
    return Share("All pages", sum((share.counts for share in several), Counter()))


def _share(text: str, name: str, tag: str) -> Share:
    title = _TITLE.search(text)
    passages = (passage for passage in read_source(text).passages if tag in passage.rounds)
    counts = Counter(check for passage in passages for check in checks_of(passage))
    return Share(title[1] if title else name, counts)
