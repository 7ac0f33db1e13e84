"""Bills of a notebook's cells: what a cell was charged, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whestdocs.profiles import Charge, SourceFile, Sum, add_up


@dataclass(frozen=True)
class CellBill:
    """All charges of one run of a cell.

    Attributes:
        label: Name of the cell, such as ``"In[3]"``; charges of its own lines have it as file.
        charges: Everything that was charged while it ran.
        files: The cell, and the sources of other cells and modules that charges came from.
        flop_budget: FLOPs that the cell could spend; None if it was given no budget.
        refused: Place of the first operation that a budget refused, or None.
    """

    label: str
    charges: tuple[Charge, ...]
    files: tuple[SourceFile, ...]
    flop_budget: int | None = None
    refused: str | None = None

    @property
    def flops_used(self) -> int:
        """FLOPs of all charges."""
        return sum(charge.flops for charge in self.charges)

    @property
    def lines(self) -> dict[tuple[str, int], Sum]:
        """Sums by (file, line); the first line of a cell, from 1, is its ``%%flops``."""
        sums = add_up(self.charges, lambda charge: (charge.span.file, charge.span.line))
        return dict(sorted(sums.items(), key=lambda item: item[0]))

    @property
    def ops(self) -> dict[str, Sum]:
        """Sums by operation, most expensive first."""
        sums = add_up(self.charges, lambda charge: charge.op)
        return dict(sorted(sums.items(), key=lambda item: (-item[1].flops, item[0])))

    def __repr__(self) -> str:
        from whestdocs.views.notebook import bill_text

        return bill_text(self)

    def _repr_html_(self) -> str:
        from whestdocs.views.notebook import bill_html

        return bill_html(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}
