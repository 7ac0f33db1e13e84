"""A figure on a page: its text as a button that opens to where the number comes from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from whestdocs.figures import INTERVAL, QUOTIENT, Figure
from whestdocs.quantities import percent, quantity_of, significant
from whestdocs.views.popover import Popovers
from whestdocs.views.templating import render

if TYPE_CHECKING:
    from whestdocs.figures import Provenance

_KINDS = {
    "exact": "exact: every run counts the same",
    INTERVAL: "interval: a statistic and its bounds",
    QUOTIENT: "quotient of exact counts, to six digits",
}


def figure_button(
    text: str, figures: Sequence[Figure], popovers: Popovers, *, raw: bool = False
) -> Markup:
    """Return the HTML of a number as the page shows it.

    Args:
        text: The number as the reader sees it, such as ``"2.72 MFLOPs"``.
        figures: The figures it was derived from, at least one.
        popovers: The page's popovers, which the provenance is added to.
        raw: Whether to return marked text instead of a button, where a button must not
            stand (in a link, say) or where one beside it already shows the provenance.
    """
    title = "Worked out from" if len(figures) > 1 else ""
    target = "" if raw else popovers.add(_key(figures), _provenance_of(figures, title))
    return _button(text, figures, target)


def figure_buttons(
    shown: Sequence[tuple[str, Sequence[Figure]]], popovers: Popovers
) -> list[Markup]:
    """Return the HTML of numbers that stand side by side and share one popover.

    The pointer reaches it from each of them, the keyboard from the first: a line of a
    listing is one stop on the way down and not three.

    Args:
        shown: Each number as the reader sees it, with the figures it was derived from.
        popovers: The page's popovers.
    """
    together = list(dict.fromkeys(figure for _, figures in shown for figure in figures))
    target = popovers.add(f"line {_key(together)}", _provenance_of(together, title="On this line"))
    return [
        _button(text, figures, target, is_tab_stop=number == 0)
        for number, (text, figures) in enumerate(shown)
    ]


def _button(
    text: str, figures: Sequence[Figure], target: str, *, is_tab_stop: bool = True
) -> Markup:
    names = [figure.name for figure in figures]
    return render(
        "figure",
        text=text,
        # The figure it is about; what it is compared with stands in `names`.
        name=names[0],
        names=json.dumps(names, ensure_ascii=False) if len(names) > 1 else None,
        target=target,
        is_tab_stop=is_tab_stop,
    )


def exact_text(figure: Figure) -> str:
    """Return all digits of ``figure``, in groups of three; both bounds of an interval."""
    if figure.kind == INTERVAL and figure.low is not None and figure.high is not None:
        return f"{significant(figure.low, 4)} to {significant(figure.high, 4)}"
    return f"{figure.value:,}"


def share_text(part: Figure, whole: Figure) -> str:
    """Return ``part`` in percent of ``whole``, short enough for a column."""
    if not part.value:
        return "0%"
    if part.value < 0.0005 * whole.value:
        return "<0.1%"
    return percent(quantity_of(part), quantity_of(whole)).text


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


def _key(figures: Sequence[Figure]) -> str:
    # The round is part of it: a page may compare the same figure in two rounds.
    return json.dumps(["figure", *((f.provenance.round_tag, f.name) for f in figures)])


def _provenance_of(figures: Sequence[Figure], title: str) -> Markup:
    """Return the content of the popover for what ``figures`` tell."""
    by_provenance: dict[Provenance, list[Figure]] = {}
    for figure in figures:
        by_provenance.setdefault(figure.provenance, []).append(figure)
    return render(
        "figure_popover",
        title=title,
        groups=by_provenance.items(),
        exact_text=exact_text,
        kinds=_KINDS,
        provenance_list=provenance_list,
    )
