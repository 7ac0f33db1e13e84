"""Blocks of the page of tips: one tip, and all of them in a table."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from whestdocs.pages.blocks.block import PageBlock
from whestdocs.pages.html.tip_box import tip_header, tip_view
from whestdocs.pages.html.tip_chart import tip_id, tips_table
from whestdocs.pages.page_state import PageState


class Tip(PageBlock):
    """A tip under its title; what stands in the block comes between title and code."""

    NAME = "tip"
    FIGURES = ("tip/{}/*",)
    OF_EVERY_ROUND = True

    @property
    def _name(self) -> str:
        return f"tip/{self.argument}"

    def on_validate(self, parent: Element) -> bool:
        """Refuse a tip that there is no file of."""
        results = self.page_state.edition.results
        if self._name not in results:
            known = [name.removeprefix("tip/") for name in results if name.startswith("tip/")]
            message = f"there is no tip {self.argument!r}. Tips are: {', '.join(known)}."
            raise self.page_state.error(self.header, message)
        return True

    def on_create(self, parent: Element) -> Element:
        """Create the tip's element and its heading, which reaches the page's contents."""
        section = SubElement(parent, "div", {"class": "tip"})
        heading = SubElement(section, "h3", {"id": tip_id(self.argument)})
        heading.text = self.page_state.edition.results[self._name]["title"]

        self.view(section, lambda page: tip_header(self._name, page))
        self._body = self.view(section, lambda page: tip_view(self._name, page))
        return section

    def on_end(self, block: Element) -> None:
        """Put the code behind what stands in the block; this is called more than once."""
        block.remove(self._body)
        block.append(self._body)


class Tips(PageBlock):
    """All tips, by what they save in the page's round."""

    NAME = "tips"
    FIGURES = ("tip/*",)
    OF_EVERY_ROUND = True
    ARGUMENT = False

    def html(self, page: PageState) -> str:
        """Return what the block shows."""
        return tips_table(page)
