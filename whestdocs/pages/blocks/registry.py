"""Which blocks there are; a new one is a class in a module beside this and a name in the list."""

from __future__ import annotations

from typing import Any

from markdown import Markdown
from pymdownx.blocks import BlocksExtension as PymdownBlocksExtension

from whestdocs.pages.blocks.block import PageBlock
from whestdocs.pages.blocks.capture_blocks import (
    CapturedOutput,
    CapturedSource,
    Costs,
    Multiplier,
    Releases,
    WorkedScore,
)
from whestdocs.pages.blocks.claim_blocks import Claims, Verdicts
from whestdocs.pages.blocks.command_blocks import Commands, Install
from whestdocs.pages.blocks.example_blocks import Layers, Listing, Operations
from whestdocs.pages.blocks.passage_blocks import ClaimPassage, RoundPassage
from whestdocs.pages.blocks.price_blocks import (
    PriceDisagreements,
    PriceGaps,
    PriceKinds,
    PriceList,
    PriceSamplers,
    PriceSymmetry,
)
from whestdocs.pages.blocks.share_blocks import SentenceShare
from whestdocs.pages.blocks.tip_blocks import Tip, Tips
from whestdocs.pages.page_state import Begin

#: All of them, in the order in which errors list them.
BLOCK_CLASSES: tuple[type[PageBlock], ...] = (
    Operations,
    Listing,
    Layers,
    CapturedOutput,
    Costs,
    CapturedSource,
    WorkedScore,
    Multiplier,
    Releases,
    ClaimPassage,
    RoundPassage,
    SentenceShare,
    Verdicts,
    Claims,
    Commands,
    Tip,
    Tips,
    PriceList,
    PriceKinds,
    PriceSamplers,
    PriceSymmetry,
    PriceGaps,
    PriceDisagreements,
    Install,
)
#: The names of all blocks.
BLOCKS = tuple(block.NAME for block in BLOCK_CLASSES)
#: The figures that each of them shows, by its name.
BLOCK_FIGURES = {block.NAME: block.published() for block in BLOCK_CLASSES}


def refusal(line: str) -> str:
    """Return why ``line``, which begins with slashes, neither opens nor closes a block."""
    name, bar, _ = line.strip("/ ").partition("|")
    if not line.strip("/ "):
        return f"{line!r} closes no block."
    block = {block.NAME: block for block in BLOCK_CLASSES}.get(name.strip().lower())
    if block is None:
        return f"{line!r} opens no block. Blocks are: {', '.join(BLOCKS)}."
    if block.ARGUMENT is True and not bar:
        return f"{line!r} opens no block: `{block.NAME}` takes an argument after `|`."
    if block.ARGUMENT is False and bar:
        return f"{line!r} opens no block: `{block.NAME}` takes no argument."
    options = ", ".join(f"`{option}`" for option in block.OPTIONS if option != "attrs")
    known = f"`{block.NAME}` knows {options}" if options else f"`{block.NAME}` has no options"
    return (
        f"{line!r} opens no block: an option below it is unknown, or a blank line before it is "
        f"missing. {known}."
    )


class BlocksExtension(PymdownBlocksExtension):  # type: ignore[misc]
    """Registers the blocks.

    Args:
        begin: Returns the state of the page that is being converted.
    """

    def __init__(self, begin: Begin) -> None:
        super().__init__()
        self._begin = begin

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:
        """Register each block; the name is pymdownx's."""
        for block in BLOCK_CLASSES:
            block_mgr.register(block, {"begin": self._begin})
