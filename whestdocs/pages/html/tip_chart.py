"""All tips in a table that is a chart too: what each saves, most first.

The bars have a logarithmic scale, for some tips save a fifth and some all but a thousandth.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from whestdocs.competition.rounds import ROUNDS, tags_beginning_with
from whestdocs.measurements import tip_hosts
from whestdocs.pages.edition import Edition
from whestdocs.pages.html.saving import FREE, Saving, saving_of
from whestdocs.pages.html.tip_box import exactness
from whestdocs.pages.html.tip_host_table import change_in_words, is_resolved
from whestdocs.pages.page_state import PageState
from whestdocs.views.html.templating import render, with_code

#: Powers of ten that the chart shows at most and at least; what is free goes to its end.
_MOST, _LEAST = 4, -1
#: What part of the chart is too little to be seen.
_CLOSE = 0.01
#: The marks of the first other rounds; none covers another at the same place.
_SHAPES = ("above", "below")


@dataclass(frozen=True)
class _Row:
    """A tip."""

    slug: str
    title: Markup
    savings: dict[str, Saving | None]  # By round; None where it cannot run.
    is_approximate: bool
    error: str  # What becomes of that of the estimator that it was tried in, if it changes.


@dataclass(frozen=True)
class _Scale:
    """A logarithmic scale between two powers of ten."""

    first: int
    last: int

    @property
    def one(self) -> float:
        """Where the bars begin: at what saves nothing."""
        return self.place(1.0)

    def at(self, saving: Saving) -> float:
        """Return where a saving is, from 0 to 1; nothing saves as much as what is free."""
        return 1.0 if saving.text == FREE else self.place(saving.ratio)

    def place(self, ratio: float) -> float:
        """Return where a ratio is, from 0 to 1."""
        part = (math.log10(ratio) - self.first) / (self.last - self.first)
        return round(min(max(part, 0.0), 1.0), 4)

    def marks(self, savings: dict[str, Saving | None], tag: str) -> dict[str, float]:
        """Return where the other rounds are, but for those where the page's round is too."""
        own = savings[tag]
        places = {other: self.at(saving) for other, saving in savings.items() if saving}
        return {
            other: at
            for other, at in places.items()
            if other != tag and (own is None or abs(at - self.at(own)) > _CLOSE)
        }

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Place and label of each power of ten, but for the last, where what is free ends."""
        powers = [10.0**power for power in range(self.first, self.last)]
        return [(self.place(power), f"{power:,g}\N{MULTIPLICATION SIGN}") for power in powers]


def tips_table(page: PageState) -> Markup:
    """Return the HTML of the table of all tips, sorted by what they save in the page's round."""
    edition, tag = page.edition, page.edition.round.tag
    tips = {name: each for name, each in edition.results.items() if name.startswith("tip/")}
    rows = [_row(name, result, edition) for name, result in tips.items()]
    rows.sort(key=lambda row: (_rank(row.savings[tag]), row.title))
    others = tags_beginning_with(tag)[1:]
    return render(
        "tip_chart",
        tag=tag,
        others=others,
        shapes=dict(zip(others, _SHAPES, strict=False)),
        groups=_groups(rows, tag),
        networks=tip_hosts.NETWORKS,
        width=tip_hosts.WIDTH,
        depth=tip_hosts.DEPTH,
        scale=_scale(saving for row in rows for saving in row.savings.values()),
        button=page.popovers.button,
    )


def tip_id(slug: str) -> str:
    """Return the address of a tip on its page."""
    return slug.replace("_", "-")


def _row(name: str, result: dict[str, Any], edition: Edition) -> _Row:
    savings = {other: saving_of(name, edition, other) for other in ROUNDS}
    is_run = savings[edition.round.tag] is not None
    difference = edition.figure(f"{name}/difference") if is_run else None
    return _Row(
        slug=tip_id(name.removeprefix("tip/")),
        title=with_code(result["title"]),
        savings=savings,
        is_approximate=difference is not None and exactness(difference) == "approximate",
        error=_error(name, result, edition),
    )


def _error(name: str, result: dict[str, Any], edition: Edition) -> str:
    """Return ``"grows"`` or ``"falls"`` where the error of the tip's host surely changes."""
    if result.get("host") is None:
        return ""
    change = edition.figure(f"{name}/host/change")
    return change_in_words(change) if is_resolved(change) else ""


def _rank(saving: Saving | None) -> tuple[bool, float, float]:
    """Return what to sort by: what is free first, then by the ratio; FLOPs decide among equals."""
    if saving is None:
        return True, 0.0, 0.0
    return saving.text != FREE, -saving.ratio, -saving.before.value


def _groups(rows: Iterable[_Row], tag: str) -> list[tuple[str, list[_Row]]]:
    """Return (heading, rows) of what saves FLOPs, what does not, and what does not run."""
    saves: list[_Row] = []
    costs: list[_Row] = []
    fails: list[_Row] = []
    for row in rows:
        saving = row.savings[tag]
        group = fails if saving is None else saves if saving.kind == "saves" else costs
        group.append(row)
    groups = {"Saves FLOPs": saves, "Saves none, or costs more": costs}
    groups["Does not run in this round"] = fails
    return [(heading, group) for heading, group in groups.items() if group]


def _scale(savings: Iterable[Saving | None]) -> _Scale:
    measured = [saving for saving in savings if saving is not None and saving.text != FREE]
    exponents = [math.log10(saving.ratio) for saving in measured]
    first = max(math.floor(min(exponents, default=0)), _LEAST)
    return _Scale(min(first, 0), max(min(math.ceil(max(exponents, default=1)), _MOST), 1))
