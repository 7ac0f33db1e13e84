"""Blocks of the price list: prices by kind, one by one, and what flopscope says of them."""

from __future__ import annotations

from abc import abstractmethod

from whestdocs.errors import FigureError
from whestdocs.pages.blocks.block import PageBlock
from whestdocs.pages.html.price_groups import (
    disagreements_table,
    samplers_table,
    symmetry_table,
    unpriced_table,
)
from whestdocs.pages.html.price_kind_table import kinds_table
from whestdocs.pages.html.price_table import price_list
from whestdocs.pages.page_state import PageState


class PriceBlock(PageBlock):
    """A block about the price list; its argument begins the names of the figures it shows."""

    FIGURES = ("price/*",)

    def html(self, page: PageState) -> str:
        """Return what the block shows."""
        if self.argument != "price":
            raise FigureError(f"write `/// {self.NAME} | price`, not {self.argument!r}.")
        return self.show(page)

    @staticmethod
    @abstractmethod
    def show(page: PageState) -> str:
        """Return the block's HTML."""


class PriceList(PriceBlock):
    """Every operation that has a price, with its formula."""

    NAME = "price-list"
    show = staticmethod(price_list)


class PriceKinds(PriceBlock):
    """Prices by kind."""

    NAME = "price-kinds"
    show = staticmethod(kinds_table)


class PriceSamplers(PriceBlock):
    """Random samplers in the three interfaces."""

    NAME = "price-samplers"
    show = staticmethod(samplers_table)


class PriceSymmetry(PriceBlock):
    """What a tag of symmetry saves."""

    NAME = "price-symmetry"
    show = staticmethod(symmetry_table)


class PriceGaps(PriceBlock):
    """Operations that have no price."""

    NAME = "price-gaps"
    show = staticmethod(unpriced_table)


class PriceDisagreements(PriceBlock):
    """What flopscope says of prices that does not hold."""

    NAME = "price-disagreements"
    show = staticmethod(disagreements_table)
