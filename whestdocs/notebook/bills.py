"""Bills of a notebook's cells: what a cell was charged, and where."""

from __future__ import annotations

from dataclasses import dataclass

from whestdocs.estimators.profiles import Charge, SourceFile, Sum, add_up, most_expensive_first
from whestdocs.notebook.cost_table import CostTable


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
        return most_expensive_first(add_up(self.charges, lambda charge: charge.op))

    def __repr__(self) -> str:
        return self._table.text()

    def _repr_html_(self) -> str:
        return self._table.html()

    @property
    def _table(self) -> CostTable:
        refused = f"The budget ran out at {self.refused}: an operation was refused."
        return CostTable(
            [self.label],
            self.flops_used,
            self.flop_budget,
            self.files,
            self.lines,
            self.label,
            [] if self.refused is None else [refused],
        )
