"""The popovers of a page: each written once, shown by any number of buttons."""

from __future__ import annotations

from markupsafe import Markup

from whestdocs.views.templating import render


class Popovers:
    """Collects a page's popovers, to be put at its end.

    They stand apart from their buttons because a table cell or a line of source is no
    place for a definition list, and because the same figure often occurs several times.
    """

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._elements: list[Markup] = []

    def add(self, key: str, html: str, *, label: str = "Where this number comes from") -> str:
        """Return the element id of the popover called ``key``, adding it on first use.

        Args:
            key: What the popover is about; equal keys share one popover.
            html: Its content. It must contain no ``div``: Material's search would take
                the end of an inner one for the end of the popover, and index the rest.
            label: Its accessible name.
        """
        if key not in self._ids:
            self._ids[key] = f"popover-{len(self._ids) + 1}"
            element = render("popover", id=self._ids[key], label=label, html=Markup(html))
            self._elements.append(element)
        return self._ids[key]

    def html(self) -> Markup:
        """Return all popovers, to be appended to the page."""
        return Markup("\n").join(self._elements)
