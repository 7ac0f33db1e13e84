"""What all blocks have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from pymdownx.blocks.block import Block

from whestdocs.page_text import PROGRAM_BEGINS, PROGRAM_ENDS

if TYPE_CHECKING:
    from whestdocs.markdown import PageState, WhestdocsExtension


class PageBlock(Block):  # type: ignore[misc]
    """A block that can reach the state of its page.

    Attributes:
        config: Holds the extension, under ``"extension"``.
    """

    ARGUMENT: bool | None = True

    @property
    def page_state(self) -> PageState:
        """The state of the page at hand."""
        extension: WhestdocsExtension = self.config["extension"]
        return extension.begin(self.md)

    @property
    def header(self) -> str:
        """The block's first line, without the slashes' exact number."""
        return f"{self.NAME} | {self.argument}" if self.argument else str(self.NAME)

    def view(self, parent: Element, job: Callable[[PageState], str]) -> Element:
        """Return an element whose content ``job`` makes when the page is complete."""
        state = self.page_state
        element = SubElement(parent, "div", {"class": f"whestdocs-{self.NAME}"})
        element.text = state.token(self.header, lambda: job(state))
        return element


def mark_as_programs(element: Element) -> None:
    """Say that a program wrote what is in ``element``: numbers in it were not typed.

    Args:
        element: An element that has children.
    """
    element.text = PROGRAM_BEGINS + (element.text or "")
    last = element[-1]
    last.tail = (last.tail or "") + PROGRAM_ENDS
