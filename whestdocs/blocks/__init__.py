"""The blocks of pages: ``/// name | argument`` ... ``///``.

One module for each family; a new block is a class in one of them and a name in the list here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown import Markdown
from pymdownx.blocks import BlocksExtension as PymdownBlocksExtension

from whestdocs.blocks.captures import CapturedOutput, Costs, Multiplier, Score, Source
from whestdocs.blocks.commands import Commands
from whestdocs.blocks.examples import Layers, Listing, Operations
from whestdocs.blocks.passages import Claim, RoundPassage

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
    Claim,
    RoundPassage,
    Commands,
)
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
