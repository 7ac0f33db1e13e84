"""Pairing the charged lines of two profiles, as a diff of their sources pairs lines.

    sources of A and B -> diff -> same | moved | changed | removed | added

A line whose text is the same is the same line, wherever the diff finds it; one whose text
the diff finds nowhere else in order, but which stands elsewhere, has moved. Of what is left
between two lines that are the same, those that are alike stand side by side, in order; one that
is like none is only in A or only in B. Only charged lines count:
blank lines, comments and calls that cost nothing never stand opposite a cost, unless they
are the same line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from whestdocs.estimators.profiles import Profile

#: Lines that share less than this part of their tokens, or of their words, are not alike.
_LEAST_TOKENS, _LEAST_WORDS = 0.6, 0.4
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class ChargedLine:
    """A line of an estimator, and what it cost.

    Attributes:
        file: Its file, relative to the estimator's folder.
        line: Its number, from 1.
        source: Its text, without blanks around it.
        calls: Counted operations; 0 for a line that is the same as a charged one.
        flops: Their FLOPs.
    """

    file: str
    line: int
    source: str
    calls: int
    flops: int


@dataclass(frozen=True)
class LinePair:
    """A line of A and the line of B that stands for it.

    Attributes:
        kind: ``"same"``, ``"moved"``, ``"changed"``, ``"removed"`` or ``"added"``.
        a: The line in A, None where B added one.
        b: The line in B, None where it is gone. One of the two is charged at least.
    """

    kind: str
    a: ChargedLine | None
    b: ChargedLine | None

    @property
    def difference(self) -> int:
        """FLOPs that B spends more than A."""
        return (self.b.flops if self.b else 0) - (self.a.flops if self.a else 0)

    def document(self) -> dict[str, Any]:
        """Return the pair as the published JSON contract has it."""
        sides = {
            name: None if line is None else vars(line)
            for name, line in (("a", self.a), ("b", self.b))
        }
        return {"kind": self.kind} | sides | {"difference": self.difference}


def pair_lines(a: Profile, b: Profile) -> list[LinePair]:
    """Return every charged line of two profiles once, in the order of B's sources.

    The estimators' own files go together, whatever they are called; other files by name.
    """
    mine, theirs = _files(a), _files(b)
    names = [*theirs, *(name for name in mine if name not in theirs)]
    nothing = _File("", [], {})
    return [
        pair
        for name in names
        for pair in _paired(mine.get(name, nothing), theirs.get(name, nothing))
    ]


@dataclass(frozen=True)
class _File:
    """A source, and its charged lines by their index in it."""

    path: str
    texts: list[str]
    charged: dict[int, ChargedLine]

    def line(self, index: int) -> ChargedLine:
        """Return a line, charged or not."""
        nothing = ChargedLine(self.path, index + 1, self.texts[index], 0, 0)
        return self.charged.get(index, nothing)


def _files(profile: Profile) -> dict[str, _File]:
    """Return a profile's files by name; "" is the estimator's own."""
    texts = {file.path: file.source.split("\n") if file.source else [] for file in profile.files}
    found: dict[str, _File] = {}
    for path in [profile.file, *texts, *(path for path, _ in profile.lines)]:
        name = "" if path == profile.file else path
        stripped = [text.strip() for text in texts.get(path, [])]
        found.setdefault(name, _File(path, stripped, {}))
    for (path, line), total in profile.lines.items():
        file = found["" if path == profile.file else path]
        text = file.texts[line - 1] if line <= len(file.texts) else ""
        file.charged[line - 1] = ChargedLine(path, line, text, total.calls, total.flops)
    return found


def _paired(a: _File, b: _File) -> Iterator[LinePair]:
    blocks = SequenceMatcher(None, a.texts, b.texts, autojunk=False).get_opcodes()
    if not (a.texts or b.texts):  # Code without a source, as exec() runs it.
        yield from _side_by_side([*a.charged.values()], [*b.charged.values()])
        return
    left: defaultdict[str, list[ChargedLine]] = defaultdict(list)  # Each stands elsewhere once.
    moved: dict[int, ChargedLine] = {}
    edited = [block[1:] for block in blocks if block[0] != "equal"]
    for i1, i2, _, _ in edited:
        for i in _in(a, i1, i2):
            left[a.charged[i].source].append(a.charged[i])
    for _, _, j1, j2 in edited:
        for j in _in(b, j1, j2):
            if left[b.charged[j].source]:
                moved[j] = left[b.charged[j].source].pop(0)
    for tag, i1, i2, j1, j2 in blocks:
        if tag == "equal":
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                if i in a.charged or j in b.charged:
                    yield LinePair("same", a.line(i), b.line(j))
            continue
        for j in _in(b, j1, j2):
            if j in moved:
                yield LinePair("moved", moved[j], b.charged[j])
        yield from _side_by_side(
            [a.charged[i] for i in _in(a, i1, i2) if a.charged[i] in left[a.charged[i].source]],
            [b.charged[j] for j in _in(b, j1, j2) if j not in moved],
        )


def _in(file: _File, first: int, end: int) -> list[int]:
    """Return the charged lines of a block."""
    return [index for index in range(first, end) if index in file.charged]


def _side_by_side(a: Sequence[ChargedLine], b: Sequence[ChargedLine]) -> Iterator[LinePair]:
    """Pair the lines of a block in order, those that are most alike; the rest stands alone."""
    alike = _most_alike(a, b)
    if alike is None:
        yield from (LinePair("removed", line, None) for line in a)
        yield from (LinePair("added", None, line) for line in b)
        return
    i, j = alike
    yield from _side_by_side(a[:i], b[:j])
    yield LinePair("changed", a[i], b[j])
    yield from _side_by_side(a[i + 1 :], b[j + 1 :])


def _most_alike(a: Sequence[ChargedLine], b: Sequence[ChargedLine]) -> tuple[int, int] | None:
    """Return the indices of the two lines that are most alike, None if no two are."""
    best, found = 0.0, None
    for j, other in enumerate(b):
        for i, one in enumerate(a):
            likeness = _likeness(one.source, other.source)
            if likeness > best:
                best, found = likeness, (i, j)
    return found


@cache
def _likeness(one: str, other: str) -> float:
    """Return what part of two texts' tokens they share, 0 where they are not alike.

    Punctuation alone makes no likeness: ``x = fnp.exp(a)`` and ``y = fnp.sqrt(b)`` share most.
    """
    one, other = (text.partition("  # ")[0] for text in (one, other))  # What a comment says.
    words = _shared(_WORD.findall(one), _WORD.findall(other))
    tokens = _shared(_TOKEN.findall(one), _TOKEN.findall(other))
    return tokens if tokens >= _LEAST_TOKENS and words >= _LEAST_WORDS else 0.0


def _shared(one: list[str], other: list[str]) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
