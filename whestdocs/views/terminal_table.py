"""Tables of charges in the terminal: the columns that every view of a profile shares."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console, JustifyMethod, OverflowMethod, RenderableType
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from whestdocs.profiles import Sum
from whestdocs.text import visible

#: From this width on there is room for wide bars.
_WIDE = 110
#: Columns for output that goes to a file or another program; longer lines are cut off.
_PIPED_WIDTH = 500
#: Columns that a source needs before there are bars beside it.
_LEAST_SOURCE = 36
#: Columns between two columns of a plain table.
GAP = 2
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True)
class Paper:
    """What is written on: how wide it is and which characters it takes.

    Attributes:
        width: Columns.
        encoding: Encoding of the output.
    """

    width: int
    encoding: str

    @classmethod
    def of(cls, console: Console) -> Paper:
        """Return what ``console`` writes on, made wide if it is a pipe.

        A terminal has a width; a pipe has none unless COLUMNS gives it one.
        """
        if not console.is_terminal and "COLUMNS" not in os.environ:
            console.width = max(console.width, _PIPED_WIDTH)
        return cls(console.width, console.encoding)

    @property
    def takes_unicode(self) -> bool:
        """Whether every character can be written."""
        return self.encoding.lower().startswith("utf")

    def sign(self, sign: str, otherwise: str) -> str:
        """Return a sign of our own, or its replacement in plain ASCII."""
        return sign if self.takes_unicode else otherwise

    def text(self, text: str, style: str = "") -> Text:
        """Return text that comes from elsewhere, made visible and writable."""
        return Text(self._writable(visible(text)), style=style)

    def packed(self, parts: Sequence[Text]) -> Text:
        """Return ``parts`` on as few lines as they fit on, broken between two of them."""
        dot = self.sign(" · ", ", ")
        line, width = Text(), 0
        for part in parts:
            fits = width + len(dot) + part.cell_len <= self.width
            between = "" if not width else dot if fits else "\n"
            line.append(between, style="dim").append_text(part)
            width = part.cell_len + (width + len(dot) if between == dot else 0)
        return line

    def code(self, source: str) -> list[Text]:
        """Return the lines of a Python source, highlighted."""
        lines = [self._writable(visible(line.expandtabs(4))) for line in source.split("\n")]
        syntax = Syntax("", "python", theme="ansi_dark", background_color="default")
        highlighted = syntax.highlight("\n".join(lines)).split("\n", allow_blank=True)
        if len(highlighted) < len(lines) or any(
            text.plain.rstrip() != line.rstrip()
            for text, line in zip(highlighted, lines, strict=False)
        ):
            return [Text(line) for line in lines]
        return list(highlighted[: len(lines)])

    @property
    def cut_off(self) -> OverflowMethod:
        """How a line that is too long ends."""
        return "ellipsis" if self.takes_unicode else "crop"

    def bar(self, share: float, width: int | None = None) -> Text:
        """Return a bar whose length is ``share`` of its column's width."""
        if width is None:
            width = 12 if self.width >= _WIDE else 6
        if not self.takes_unicode:
            return Text("#" * round(share * width), style="cyan")
        whole, eighths = divmod(round(share * width * 8), 8)
        return Text("█" * whole + _EIGHTHS[eighths].strip(), style="cyan")

    def _writable(self, text: str) -> str:
        return text.encode(self.encoding, "backslashreplace").decode(self.encoding)


class ChargeTable:
    """A table whose rows are sums of charges, with their share of all FLOPs.

    The numbers always have the room they need; what follows them takes the rest, and the
    bars give way to it where there is little.
    """

    def __init__(
        self, paper: Paper, whole: int, before: Sequence[str], after: str = "", *, wrap: bool = True
    ) -> None:
        """Begin a table.

        Args:
            paper: What it will be written on.
            whole: FLOPs that a share of 100% stands for.
            before: Headings of the columns before the numbers.
            after: Heading of the column after them; "" for none.
            wrap: Whether that column goes on in a new line where it is too long.
        """
        self._paper = paper
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
            self._paper.bar(share),
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
                overflow="fold" if self._wrap or not last else self._paper.cut_off,
                max_width=max(self._left(widths), 1) if last else None,
            )
        for row in self._rows:
            table.add_row(*(row[column] for column in kept))
        return table

    def _left(self, widths: list[int]) -> int:
        """Return how many columns are left for what follows the numbers."""
        return self._paper.width - sum(width + 1 for width in widths[:-1] if width) - 1


def plain_table(paper: Paper, *headings: str, right: Iterable[str] = ()) -> Table:
    """Return an empty table without lines; columns in ``right`` hold numbers."""
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="dim")
    for heading in headings:
        numbers = heading in right
        justify: JustifyMethod = "right" if numbers else "left"
        overflow = paper.cut_off if numbers else "fold"
        table.add_column(heading, justify=justify, no_wrap=numbers, overflow=overflow)
    return table


def put(parts: Iterable[RenderableType], console: Console) -> None:
    """Print ``parts``, one below the other; in a pipe, without the blanks that fill lines."""
    if console.is_terminal:
        for part in parts:
            console.print(part, highlight=False)
        return
    with console.capture() as captured:
        for part in parts:
            console.print(part, highlight=False)
    console.file.write(
        "".join(f"{line.rstrip()}\n" for line in captured.get().rstrip("\n").split("\n"))
    )


def percent(share: float) -> str:
    """Return a share as a percentage that is not rounded to nothing."""
    if share == 0:
        return "0%"
    return f"{share:.1%}" if share >= 0.001 else "<0.1%"
