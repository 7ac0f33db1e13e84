"""Blocks that show an example: its operations, its source, its layers."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from pymdownx.blocks.block import type_string

from whestdocs.errors import FigureError
from whestdocs.estimators.profiles import Profile, estimator_lines
from whestdocs.pages.blocks.block import PageBlock
from whestdocs.pages.page_state import PageState
from whestdocs.views.html.layer_chart import layers_chart
from whestdocs.views.html.listing import listing
from whestdocs.views.html.operation_table import operations_table
from whestdocs.views.profiled_example import ProfiledExample


class Operations(PageBlock):
    """The table of an example's operations, most expensive first."""

    NAME = "operations"
    FIGURES = ("{}/flops", "{}/calls", "{}/op/*", "{}/expression/*")

    def html(self, page: PageState) -> str:
        """Return what the block shows."""
        return operations_table(_example(page, self.argument), page.popovers)


class Listing(PageBlock):
    """An example's source with calls, FLOPs and share beside each line.

    Options:
        lines: The part to show: ``30-72``, or ``all``. Default: the class, and whatever
            else in the file was charged.
        file: A helper module to show instead of the estimator's own file.
    """

    NAME = "listing"
    FIGURES = ("{}/flops", "{}/line/*", "{}/expression/*")
    OPTIONS = {"lines": ["", type_string], "file": ["", type_string]}  # noqa: RUF012

    def html(self, page: PageState) -> str:
        """Return what the block shows."""
        example, file = _example(page, self.argument), self.options["file"]
        lines = _line_range(self.options["lines"], example.profile, file)
        return listing(example, page.popovers, page.address, file=file or None, lines=lines)


def _line_range(text: str, profile: Profile, file: str) -> tuple[int, int] | None:
    """Return the lines that an option means; None for all of them."""
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
    FIGURES = ("{}/layer/*",)

    def on_create(self, parent: Element) -> Element:
        """Create the chart's element, outside of the search: nobody searches for layer 7."""
        element = super().on_create(parent)
        element.set("data-search-exclude", "")
        return element

    def html(self, page: PageState) -> str:
        """Return what the block shows."""
        return layers_chart(_example(page, self.argument), page.popovers)


def _example(page: PageState, source: str) -> ProfiledExample:
    return ProfiledExample(page.edition.profile(source), source, page.edition.figure)
