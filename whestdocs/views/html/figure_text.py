"""The text of figures on a page."""

from __future__ import annotations

from whestdocs.figures.figure import INTERVAL, Figure
from whestdocs.figures.filters import interval_text
from whestdocs.numbers import percent

#: Below this a share is written as less than 0.1%.
_LEAST_SHARE = 0.0005


def exact_text(figure: Figure) -> str:
    """Return all digits of ``figure``, in groups of three; an interval with its bounds."""
    return interval_text(figure, 3) if figure.kind == INTERVAL else f"{figure.value:,}"


def share_text(part: Figure, whole: Figure) -> str:
    """Return ``part`` in percent of ``whole``, short enough for a column."""
    return percent(part.value / whole.value if part.value else 0, _LEAST_SHARE)


def share_value(part: Figure, whole: Figure) -> str:
    """Return ``part`` as a fraction of ``whole`` for the style sheet, from 0 to 1."""
    fraction = part.value / whole.value if whole.value else 0.0
    return f"{min(max(fraction, 0.0), 1.0):.4f}"
