"""The popovers of a page, each written once, and the numbers that open them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from whestdocs.figures.figure import INTERVAL, QUOTIENT, Figure, Provenance
from whestdocs.views.html.templating import render

_KINDS = {
    "exact": "exact: every run counts the same",
    INTERVAL: "interval: a statistic and its bounds",
    QUOTIENT: "quotient of exact counts, to six digits",
}


class Popovers:
    """Collects a page's popovers, to be put at its end.

    They stand apart from their buttons because a table cell or a line of source is no
    place for a definition list, and because the same figure often occurs several times.
    """

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._elements: list[Markup] = []

    def add(
        self, key: str, html: Callable[[], str], *, label: str = "Where this number comes from"
    ) -> str:
        """Return the element id of the popover called ``key``, adding it on first use.

        Args:
            key: What the popover is about; equal keys share one popover.
            html: Returns its content. It must contain no ``div``: Material's search would take
                the end of an inner one for the end of the popover, and index the rest.
            label: Its accessible name.
        """
        if key not in self._ids:
            self._ids[key] = f"popover-{len(self._ids) + 1}"
            element = render("popover", id=self._ids[key], label=label, html=Markup(html()))
            self._elements.append(element)
        return self._ids[key]

    def html(self) -> Markup:
        """Return all popovers, to be appended to the page."""
        return Markup("\n").join(self._elements)

    def button(self, text: str, *figures: Figure, raw: bool = False) -> Markup:
        """Return the HTML of a number as the page shows it.

        Args:
            text: The number as the reader sees it, such as ``"2.72 MFLOPs"``.
            figures: The figures it was derived from, at least one.
            raw: Whether to return marked text instead of a button, where a button must not
                stand (in a link, say) or where one beside it already shows the provenance.
        """
        title = "Worked out from" if len(figures) > 1 else ""
        target = "" if raw else self.add(_key(figures), lambda: _provenance_of(figures, title))
        return figure_button(text, figures, target)

    def buttons(self, shown: Sequence[tuple[str, Sequence[Figure]]]) -> list[Markup]:
        """Return the HTML of numbers that stand side by side and share one popover.

        The pointer reaches it from each of them, the keyboard from the first: a line of a
        listing is one stop on the way down and not three.

        Args:
            shown: Each number as the reader sees it, with the figures it was derived from.
        """
        together = list(dict.fromkeys(figure for _, figures in shown for figure in figures))
        key = f"line {_key(together)}"
        target = self.add(key, lambda: _provenance_of(together, title="On this line"))
        return [
            figure_button(text, figures, target, is_tab_stop=number == 0)
            for number, (text, figures) in enumerate(shown)
        ]


def figure_button(
    text: str, figures: Sequence[Figure], target: str, *, is_tab_stop: bool = True
) -> Markup:
    """Return a number that opens the popover ``target``; without one, marked text."""
    names = [figure.name for figure in figures]
    return render(
        "popover_button",
        text=text,
        # The figure it is about; what it is compared with stands in `names`.
        name=names[0],
        names=json.dumps(names, ensure_ascii=False) if len(names) > 1 else None,
        target=target,
        is_tab_stop=is_tab_stop,
    )


def _key(figures: Iterable[Figure]) -> str:
    # The round is part of it: a page may compare the same figure in two rounds.
    return json.dumps(["figure", *((f.provenance.round_tag, f.name) for f in figures)])


def _provenance_of(figures: Iterable[Figure], title: str) -> Markup:
    """Return the content of the popover for what ``figures`` tell."""
    by_provenance: dict[Provenance, list[Figure]] = {}
    for figure in figures:
        by_provenance.setdefault(figure.provenance, []).append(figure)
    return render("popover_provenance", title=title, groups=by_provenance.items(), kinds=_KINDS)
