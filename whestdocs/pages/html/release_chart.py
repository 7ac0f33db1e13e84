"""What an estimator costs under every release: a chart, and the same as a table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from whestdocs.figures.figure import Figure
from whestdocs.figures.filters import rounded
from whestdocs.figures.quantities import quantity_of
from whestdocs.numbers import significant
from whestdocs.views.html.popover import Popovers
from whestdocs.views.html.templating import render

#: The drawing: the plot's corners, and how far it goes beyond the cheapest and the most expensive.
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 410.0, 14.0, 190.0
_POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"


@dataclass(frozen=True)
class _Step:
    """Releases in a row that charge the same, and where they are in the drawing."""

    first: str
    last: str
    figures: tuple[Figure, ...]
    x1: float
    x2: float
    y: float
    button: Markup
    change: Markup  # From the step before; "" for the first.

    @property
    def label(self) -> str:
        """The releases in words."""
        return self.first if self.first == self.last else f"{self.first} to {self.last}"

    @property
    def short(self) -> str:
        """The FLOPs in three digits."""
        return rounded(quantity_of(self.figures[0])).text


def releases_chart(source: str, costs: Sequence[tuple[str, Figure]], popovers: Popovers) -> str:
    """Return the HTML of the chart, on a logarithmic scale, and of the table.

    Args:
        source: The estimator's file.
        costs: Version and FLOPs of each release, oldest first; the FLOPs are above 0.
        popovers: The page's popovers.
    """
    values = [figure.value for _, figure in costs]
    # With room for words above the line and below it.
    low, high = math.floor(math.log10(min(values) / 2)), math.ceil(math.log10(2 * max(values)))

    def y_of(value: float) -> float:
        share = (math.log10(value) - low) / (high - low)
        return round(_BOTTOM - share * (_BOTTOM - _TOP), 2)

    return render(
        "release_chart",
        source=source,
        steps=_steps(costs, y_of, popovers),
        grid=[(_power(exponent), y_of(10**exponent)) for exponent in range(low, high + 1)],
        left=_LEFT,
        right=_RIGHT,
        bottom=_BOTTOM,
        first=costs[0][0],
        last=costs[-1][0],
    )


def _steps(
    costs: Sequence[tuple[str, Figure]], y_of: Callable[[float], float], popovers: Popovers
) -> list[_Step]:
    """Return releases in a row that charge the same as one step."""
    width = (_RIGHT - _LEFT) / len(costs)
    steps: list[_Step] = []
    begin = 0
    for end in range(1, len(costs) + 1):
        if end < len(costs) and costs[end][1].value == costs[begin][1].value:
            continue
        figures = tuple(figure for _, figure in costs[begin:end])
        text = f"{figures[0].value:,}"
        steps.append(
            _Step(
                first=costs[begin][0],
                last=costs[end - 1][0],
                figures=figures,
                x1=round(_LEFT + begin * width, 2),
                x2=round(_LEFT + end * width, 2),
                y=y_of(figures[0].value),
                button=popovers.button(text, *figures),
                change=_change(steps[-1].figures[0] if steps else None, figures[0], popovers),
            )
        )
        begin = end
    return steps


def _change(before: Figure | None, after: Figure, popovers: Popovers) -> Markup:
    """Return how the FLOPs changed: as a percentage, or as a ratio where they fell far."""
    if before is None:
        return Markup("")
    ratio = after.value / before.value
    if 0.5 < ratio < 2:
        text = f"{100 * (ratio - 1):+.2g}%".replace("-", "\N{MINUS SIGN}")
    else:
        sign = "÷" if ratio < 1 else "×"
        text = f"{sign} {significant(max(ratio, 1 / ratio), 3)}"
    return popovers.button(text, after, before)


def _power(exponent: int) -> str:
    return "10" + "".join(_POWERS[int(digit)] for digit in str(exponent))
