"""The blocks of pages: ``/// name | argument`` ... ``///``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from pymdownx.blocks import BlocksExtension as PymdownBlocksExtension
from pymdownx.blocks.block import Block, type_string

from whestdocs.errors import FigureError
from whestdocs.profile import Profile, estimator_lines
from whestdocs.rounds import ROUNDS
from whestdocs.views.claim import claim_mark
from whestdocs.views.commands import commands_reference
from whestdocs.views.layers import layers_chart
from whestdocs.views.listing import listing
from whestdocs.views.operations import operations_table

if TYPE_CHECKING:
    from whestdocs.markdown import Rendering, WhestdocsExtension


class PageBlock(Block):  # type: ignore[misc]
    """A block that can reach the rendering of its page.

    Attributes:
        config: Holds the extension, under ``"extension"``.
    """

    ARGUMENT: bool | None = True

    @property
    def rendering(self) -> Rendering:
        """The rendering of the page at hand."""
        extension: WhestdocsExtension = self.config["extension"]
        return extension.begin(self.md)

    @property
    def header(self) -> str:
        """The block's first line, without the slashes' exact number."""
        return f"{self.NAME} | {self.argument}" if self.argument else str(self.NAME)

    def view(self, parent: Element, job: Callable[[Rendering], str]) -> Element:
        """Return an element whose content ``job`` makes when the page is complete."""
        rendering = self.rendering
        element = SubElement(parent, "div", {"class": f"whestdocs-{self.NAME}"})
        element.text = rendering.token(self.header, lambda: job(rendering))
        return element


class Operations(PageBlock):
    """The table of an example's operations, dearest first."""

    NAME = "operations"

    def on_create(self, parent: Element) -> Element:
        """Create the table's element."""

        def job(page: Rendering) -> str:
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

        def job(page: Rendering) -> str:
            profile = page.edition.profile(self.argument)
            return listing(
                profile,
                page.edition.figure,
                self.argument,
                page.popovers,
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

        def job(page: Rendering) -> str:
            profile = page.edition.profile(self.argument)
            return layers_chart(profile, page.edition.figure, self.argument, page.popovers)

        return self.view(parent, job)


class Claim(PageBlock):
    """A passage that a condition over figures must bear out."""

    NAME = "claim"

    def on_create(self, parent: Element) -> Element:
        """Create the passage's element, with the mark that says it is checked."""
        rendering = self.rendering
        element = SubElement(parent, "div", {"class": "claim"})
        mark = SubElement(element, "span", {"class": "claim-mark"})
        mark.text = rendering.token(self.header, lambda: self._check(rendering))
        return element

    def _check(self, rendering: Rendering) -> str:
        holds, looked_at = rendering.expressions.holds(self.argument)
        if not holds:
            values = "; ".join(f"{f.name} = {f.value:,} {f.unit}" for f in looked_at.figures)
            raise FigureError(
                f"in {rendering.edition.round.tag} this claim is false: {self.argument} "
                f"({values}). "
                "Correct the sentence, or limit it to the rounds where it holds."
            )
        return claim_mark(self.argument, looked_at.figures, rendering.popovers)


class RoundPassage(PageBlock):
    """A passage for some rounds only, named by their tags."""

    NAME = "round"

    def on_validate(self, parent: Element) -> bool:
        """Refuse tags that no round has: their passage would vanish without a word."""
        unknown = [tag for tag in self.argument.split() if tag not in ROUNDS]
        if unknown:
            raise self.rendering.error(
                self.header,
                f"there is no round {unknown[0]!r}. Rounds are: {', '.join(ROUNDS)}.",
            )
        return True

    def on_create(self, parent: Element) -> Element:
        """Create the passage's element, marked with its rounds."""
        return SubElement(parent, "div", {"data-rounds": self.argument})


class Commands(PageBlock):
    """The reference of the command line, from the commands themselves."""

    NAME = "commands"
    ARGUMENT = False

    def on_create(self, parent: Element) -> Element:
        """Create the reference: Markdown, so that its headings reach the contents."""
        element = SubElement(parent, "div", {"class": "whestdocs-commands"})
        self.md.parser.parseChunk(element, commands_reference())
        return element


_BLOCK_CLASSES = (Operations, Listing, Layers, Claim, RoundPassage, Commands)
#: The names of all blocks.
BLOCKS = tuple(block.NAME for block in _BLOCK_CLASSES)


class BlocksExtension(PymdownBlocksExtension):  # type: ignore[misc]
    """Registers the blocks."""

    def __init__(self, extension: WhestdocsExtension) -> None:
        super().__init__()
        self._extension = extension

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:
        """Register each block; the name is pymdownx's."""
        for block in _BLOCK_CLASSES:
            block_mgr.register(block, {"extension": self._extension})
