"""The block that shows the command line's reference."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from whestdocs.blocks.block import PageBlock, mark_as_programs
from whestdocs.views.commands import commands_reference


class Commands(PageBlock):
    """The reference of the command line, from the commands themselves."""

    NAME = "commands"
    ARGUMENT = False

    def on_create(self, parent: Element) -> Element:
        """Create the reference: Markdown, so that its headings reach the contents."""
        element = SubElement(parent, "div", {"class": "whestdocs-commands"})
        self.md.parser.parseChunk(element, commands_reference())
        mark_as_programs(element)
        return element
