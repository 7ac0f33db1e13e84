"""Blocks about the command line: its reference, and what to install."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from whestdocs.pages.blocks.block import PageBlock, mark_as_programs


class Commands(PageBlock):
    """The reference of the command line, from the commands themselves."""

    NAME = "commands"
    FIGURES = ()
    ARGUMENT = False

    def on_create(self, parent: Element) -> Element:
        """Create the reference: Markdown, so that its headings reach the contents."""
        from whestdocs.pages.html.command_reference import commands_reference  # The CLI's library.

        element = SubElement(parent, "div", {"class": "whestdocs-commands"})
        self.md.parser.parseChunk(element, commands_reference())
        mark_as_programs(element)
        return element


class Install(PageBlock):
    """The command that installs the round's own release: prices depend on it."""

    NAME = "install"
    FIGURES = ()
    ARGUMENT = False

    def on_create(self, parent: Element) -> Element:
        """Create the code block."""
        release = self.page_state.edition.round.release
        element = SubElement(parent, "div", {"class": "whestdocs-install"})
        command = f"pip install flopscope=={release.flopscope} whestbench=={release.whestbench}"
        self.md.parser.parseChunk(element, f"    {command}")
        return element
