"""Blocks that show an example: its operations, its source, its layers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from pymdownx.blocks.block import type_string

from whestdocs.blocks.block import PageBlock
from whestdocs.errors import FigureError
from whestdocs.profiles import Profile, estimator_lines
from whestdocs.views.layers import layers_chart
from whestdocs.views.listing import listing
from whestdocs.views.operations import operations_table

if TYPE_CHECKING:
    from whestdocs.markdown import PageState


class Operations(PageBlock):
    """The table of an example's operations, most expensive first."""

    NAME = "operations"

    def on_create(self, parent: Element) -> Element:
        """Create the table's element."""

        def job(page: PageState) -> str:
            profile = page.edition.profile(self.argument)
            return operations_table(profile, page.edition.figure, self.argument, page.popovers)

        return self.view(parent, job)


class Listing(PageBlock):
    """An example's source with calls, FLOPs and share beside each line.

    Options:
        lines: The part to show: ``30-72``, or ``all``. Default: the class, and whatever
            else in the file was charged.
        file: A helper module to show instead of the estimator's own file.
    """

    NAME = "listing"
    OPTIONS = {"lines": ["", type_string], "file": ["", type_string]}  # noqa: RUF012

    def on_create(self, parent: Element) -> Element:
        """Create the listing's element."""

        def job(page: PageState) -> str:
            profile = page.edition.profile(self.argument)
            return listing(
                profile,
                page.edition.figure,
                self.argument,
                page.popovers,
                page.address,
                file=self.options["file"] or None,
                lines=_line_range(self.options["lines"], profile, self.options["file"]),
            )

        return self.view(parent, job)


def _line_range(text: str, profile: Profile, file: str) -> tuple[int, int] | None:
    """Return the lines that an option means; None for all of them.

    Raises:
        FigureError: It means none.
    """
    if text == "all" or (file and not text):
        return None
    if not text:
        return estimator_lines(profile)
    first, _, last = text.partition("-")
    try:
        return int(first), int(last or first)
    except ValueError:
        raise FigureError(f"{text!r} is no range of lines; write it as 30-72, or all.") from None


class Layers(PageBlock):
    """The cost of each layer of an example, as a chart."""

    NAME = "layers"

    def on_create(self, parent: Element) -> Element:
        """Create the chart's element."""

        def job(page: PageState) -> str:
            profile = page.edition.profile(self.argument)
            return layers_chart(profile, page.edition.figure, self.argument, page.popovers)

        element = self.view(parent, job)
        element.set("data-search-exclude", "")  # Nobody searches for layer 7.
        return element
