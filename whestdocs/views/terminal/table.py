"""Tables of charges in the terminal: the columns that every view of a profile shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from whestdocs.estimators.profiles import Sum
from whestdocs.numbers import percent
from whestdocs.views.terminal.output import Output

#: Columns that a source needs before there are bars beside it.
_LEAST_SOURCE = 36
#: Columns between two columns of a plain table.
GAP = 2


class ChargeTable:
    """A table whose rows are sums of charges, with their share of all FLOPs.

    The numbers always have the room they need; what follows them takes the rest, and the
    bars give way to it where there is little.
    """

    def __init__(
        self,
        output: Output,
        whole: int,
        before: Sequence[str],
        after: str = "",
        *,
        wrap: bool = True,
    ) -> None:
        """Begin a table.

        Args:
            output: What it will be written on.
            whole: FLOPs that a share of 100% stands for.
            before: Headings of the columns before the numbers.
            after: Heading of the column after them; "" for none.
            wrap: Whether that column goes on in a new line where it is too long.
        """
        self._output = output
        self._whole = whole
        self._before = before
        self._after = after
        self._wrap = wrap
        self._rows: list[list[Text]] = []

    def add(self, before: Sequence[Text], total: Sum | None, after: Text | None = None) -> None:
        """Add a row; without a sum its numbers stay blank."""
        self._rows.append([*before, *self._amounts(total), after or Text()])

    def _amounts(self, total: Sum | None) -> list[Text]:
        if total is None:
            return [Text()] * 4
        share = total.flops / self._whole if self._whole else 0.0
        style = "dim" if total.flops == 0 else ""
        return [
            Text(f"{total.calls:,}", style=style),
            Text(f"{total.flops:,}", style=style or "bold"),
            Text(percent(share), style=style),
            self._output.bar(share),
        ]

    def table(self) -> Table:
        """Return the table of the rows added so far."""
        headings = [*self._before, "Calls", "FLOPs", "Share", "", self._after]
        widths = [
            max([len(heading), *(row[column].cell_len for row in self._rows)])
            for column, heading in enumerate(headings)
        ]
        if self._left(widths) < min(widths[-1], _LEAST_SOURCE):
            widths[-2] = 0
        kept = [column for column, width in enumerate(widths) if width]
        table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
        for column in kept:
            last = column == len(headings) - 1
            numbers = len(self._before) <= column < len(self._before) + 3
            right = numbers or headings[column] in ("Line", "Layer")
            table.add_column(
                headings[column],
                justify="right" if right else "left",
                no_wrap=numbers or (last and not self._wrap),
                overflow="fold" if self._wrap or not last else self._output.cut_off,
                max_width=max(self._left(widths), 1) if last else None,
            )
        for row in self._rows:
            table.add_row(*(row[column] for column in kept))
        return table

    def _left(self, widths: list[int]) -> int:
        """Return how many columns are left for what follows the numbers."""
        return self._output.width - sum(width + 1 for width in widths[:-1] if width) - 1


def plain_table(output: Output, *headings: str, right: Iterable[str] = ()) -> Table:
    """Return an empty table without lines; columns in ``right`` hold numbers."""
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="dim")
    for heading in headings:
        numbers = heading in right
        justify: JustifyMethod = "right" if numbers else "left"
        overflow = output.cut_off if numbers else "fold"
        table.add_column(heading, justify=justify, no_wrap=numbers, overflow=overflow)
    return table
