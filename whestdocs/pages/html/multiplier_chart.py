"""The score's multiplier as a chart: floor, slope and cliff, and where the examples stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whestdocs.figures.figure import Figure
from whestdocs.figures.filters import percent
from whestdocs.pages.page_state import PageState
from whestdocs.views.html.code_text import file_name
from whestdocs.views.html.templating import render

#: The drawing: the plot's corners, and what they stand for (share of the budget, multiplier).
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 410.0, 14.0, 214.0
_MOST_SHARE, _MOST_MULTIPLIER = 1.25, 1.1
#: Heights between which the examples' names stand.
_HIGHEST_NAME, _LOWEST_NAME = 1.0, 0.5
#: How far one name stands below another, if there is room.
_NAME_STEP = 0.13
#: A share below this is written as below it.
_LEAST_SHARE = 0.00001


@dataclass(frozen=True)
class _Mark:
    """An example on the chart."""

    name: str
    flops: Figure
    share: float  # Of the budget.
    multiplier: float
    name_y: float  # Height of its name.

    @property
    def x(self) -> float:
        return x_of(min(self.share, _MOST_SHARE))

    @property
    def y(self) -> float:
        return y_of(self.multiplier)

    @property
    def share_text(self) -> str:
        if 0 < self.share < _LEAST_SHARE:
            return f"under {100 * _LEAST_SHARE:.3f}%"
        return percent(self.share).text


def x_of(share: float) -> float:
    """Return where a share of the budget stands in the drawing."""
    return round(_LEFT + share / _MOST_SHARE * (_RIGHT - _LEFT), 2)


def y_of(multiplier: float) -> float:
    """Return how high a multiplier stands in the drawing."""
    return round(_BOTTOM - multiplier / _MOST_MULTIPLIER * (_BOTTOM - _TOP), 2)


def multiplier_chart(names: Sequence[str], floor: Figure, page: PageState) -> str:
    """Return the HTML of the chart and of the same as a table.

    Args:
        names: The examples.
        floor: The least multiplier, in percent.
        page: The page.
    """
    edition, least = page.edition, floor.value / 100
    examples = [(name, edition.figure(f"{name}/flops")) for name in names]
    return render(
        "multiplier_chart",
        marks=_marks(examples, edition.round.flop_budget, least),
        floor=least,
        floor_figure=floor,
        x_of=x_of,
        y_of=y_of,
        most_share=_MOST_SHARE,
        button=page.popovers.button,
        published=page.published,
        file_name=file_name,
        short="{:.3g}".format,
    )


def _marks(examples: Sequence[tuple[str, Figure]], budget: int, floor: float) -> list[_Mark]:
    """Return the examples, the cheapest first: its name stands highest."""
    ordered = sorted(examples, key=lambda example: example[1].value)
    step = min(_NAME_STEP, (_HIGHEST_NAME - _LOWEST_NAME) / max(len(ordered) - 1, 1))
    return [
        _Mark(
            name=name,
            flops=flops,
            share=flops.value / budget,
            multiplier=min(max(floor, flops.value / budget), 1.0),
            name_y=y_of(_HIGHEST_NAME - number * step),
        )
        for number, (name, flops) in enumerate(ordered)
    ]
