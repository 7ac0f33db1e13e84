"""The text of figures on a page, and where they come from."""

from __future__ import annotations

from markupsafe import Markup

from whestdocs.figures.figure import INTERVAL, Figure, Provenance
from whestdocs.figures.filters import interval_text
from whestdocs.numbers import percent
from whestdocs.views.html.templating import render

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


def provenance_list(provenance: Provenance) -> Markup:
    """Return the HTML of where figures come from and of the command that measures them."""
    return render("provenance", provenance=provenance, command=command_line(provenance.command))


def command_line(command: str) -> Markup:
    """Return the HTML of a command with a button that copies it."""
    return render("command", command=command)
