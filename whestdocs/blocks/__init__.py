"""The blocks of pages: ``/// name | argument`` ... ``///``.

One module for each family; a new block is a class in one of them and a name in the list here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown import Markdown
from pymdownx.blocks import BlocksExtension as PymdownBlocksExtension

from whestdocs.blocks.captures import CapturedOutput, Costs, Multiplier, Releases, Score, Source
from whestdocs.blocks.claims import Claims, Verdicts
from whestdocs.blocks.commands import Commands, Install
from whestdocs.blocks.examples import Layers, Listing, Operations
from whestdocs.blocks.passages import Claim, RoundPassage
from whestdocs.blocks.prices import (
    PriceDisagreements,
    PriceGaps,
    PriceKinds,
    PriceList,
    PriceSamplers,
    PriceSymmetry,
)
from whestdocs.blocks.tips import Tip, Tips

if TYPE_CHECKING:
    from whestdocs.markdown import WhestdocsExtension

_BLOCK_CLASSES = (
    Operations,
    Listing,
    Layers,
    CapturedOutput,
    Costs,
    Source,
    Score,
    Multiplier,
    Releases,
    Claim,
    RoundPassage,
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
BLOCKS = tuple(block.NAME for block in _BLOCK_CLASSES)


def refusal(line: str) -> str:
    """Return why ``line``, which begins with slashes, neither opens nor closes a block."""
    name, bar, _ = line.strip("/ ").partition("|")
    if not line.strip("/ "):
        return f"{line!r} closes no block."
    block = {block.NAME: block for block in _BLOCK_CLASSES}.get(name.strip().lower())
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
    """Registers the blocks."""

    def __init__(self, extension: WhestdocsExtension) -> None:
        super().__init__()
        self._extension = extension

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:
        """Register each block; the name is pymdownx's."""
        for block in _BLOCK_CLASSES:
            block_mgr.register(block, {"extension": self._extension})
