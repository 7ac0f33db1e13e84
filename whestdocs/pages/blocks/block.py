"""What all blocks have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar
from xml.etree.ElementTree import Element, SubElement

from pymdownx.blocks.block import Block

from whestdocs.figures.publications import BlockFigures
from whestdocs.pages.page_state import Begin, PageState
from whestdocs.pages.page_text import PROGRAM_BEGINS, PROGRAM_ENDS


class PageBlock(Block):  # type: ignore[misc]
    """A block that can reach the state of its page, and shows what `html` returns.

    Attributes:
        FIGURES: The figures that it shows, as `BlockFigures` has them. They are measured because
            it says so, and compared with the ledger.
        OF_EVERY_ROUND: Whether it shows those of all rounds, and not only of its page's.
        config: Holds the function that begins a page, under ``"begin"``.
    """

    FIGURES: ClassVar[tuple[str, ...] | None] = None
    OF_EVERY_ROUND: ClassVar[bool] = False
    ARGUMENT: bool | None = True

    def __init_subclass__(cls) -> None:
        """Refuse a block that does not say which figures it shows.

        Raises:
            TypeError: It does not.
        """
        super().__init_subclass__()
        if "NAME" in vars(cls) and cls.FIGURES is None:
            raise TypeError(f"The block {cls.__name__} does not say in FIGURES what it shows.")

    @classmethod
    def published(cls) -> BlockFigures:
        """Return the figures that the block shows."""
        return BlockFigures(cls.FIGURES or (), cls.OF_EVERY_ROUND)

    @property
    def page_state(self) -> PageState:
        """The state of the page at hand."""
        begin: Begin = self.config["begin"]
        return begin(self.md)

    @property
    def header(self) -> str:
        """The block's first line, without the slashes' exact number."""
        return f"{self.NAME} | {self.argument}" if self.argument else str(self.NAME)

    def on_create(self, parent: Element) -> Element:
        """Create the block's element; the name is pymdownx's."""
        return self.view(parent, self.html)

    def html(self, page: PageState) -> str:
        """Return what the block shows; called when the page is complete."""
        raise NotImplementedError

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
