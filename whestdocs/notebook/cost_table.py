"""What a notebook shows of costs: a compact table of the source, as HTML and as text.

The HTML needs nothing else, takes the colours of what is around it, and escapes whatever comes
from an estimator.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from whestdocs.estimators.profiles import SourceFile, Sum
from whestdocs.figures.filters import percent as percent_of
from whestdocs.numbers import percent
from whestdocs.text import visible
from whestdocs.views.html.templating import render
from whestdocs.views.terminal.annotated_source import shown_lines


def style_sheet() -> str:
    """Return the style sheet that each table has in it."""
    return str(render("cost_table_style"))


@dataclass(frozen=True)
class _Row:
    """A line of a listing."""

    number: int  # As the reader counts; 0 for lines that are folded.
    source: str  # Or how many lines are folded.
    flops: int | None = None  # What it was charged; None if nothing was.
    share: float = 0.0  # Its part of everything, from 0 to 1.
    operations: str = ""  # What it was charged for.

    @property
    def percent(self) -> str:
        """The share as text; "" for lines without FLOPs."""
        return "" if self.flops is None else percent(self.share)


@dataclass(frozen=True)
class _Listing:
    """The lines of a file; the main file has no name."""

    name: str
    rows: tuple[_Row, ...]


@dataclass(frozen=True)
class CostTable:
    """Costs by source line, and what else a reader is told.

    Attributes:
        facts: What was run, a few words each.
        flops: FLOPs of everything.
        flop_budget: FLOPs that could be spent; None if there was no budget.
        files: The sources, the main one with a path of ``main``.
        lines: Sums by (file, line).
        main: Path of the main file.
        notes: What is wrong, a sentence or two each.
    """

    facts: Sequence[str]
    flops: int
    flop_budget: int | None
    files: Sequence[SourceFile]
    lines: Mapping[tuple[str, int], Sum]
    main: str
    notes: Sequence[str]

    def html(self) -> str:
        """Return the table as HTML."""
        return render(
            "cost_table",
            flops=self.flops,
            budget=self._budget,
            facts=[visible(fact) for fact in self.facts],
            listings=self._listings,
            notes=[visible(note) for note in self.notes],
        )

    def text(self) -> str:
        """Return the table as text."""
        title = f"{visible(', '.join(self.facts))}: {self.flops:,} FLOPs"
        lines = [f"{title}, {self._budget}" if self._budget else title]
        for listing in self._listings:
            lines += [listing.name] if listing.name else []
            for row in listing.rows:
                flops = "" if row.flops is None else f"{row.flops:,}"
                cells = f"{row.number or '':>5} {flops:>16} {row.percent:>6}  {row.source}"
                lines.append(cells.rstrip())
        return "\n".join([*lines, *map(visible, self.notes)])

    @property
    def _budget(self) -> str:
        """The share of the budget that was used, "" where there is none."""
        if not self.flop_budget:
            return "" if self.flop_budget is None else "budget 0"
        share = percent_of(self.flops, self.flop_budget).text
        return f"{share} of the budget of {self.flop_budget:,}"

    @property
    def _listings(self) -> list[_Listing]:
        return [
            _Listing("" if file.path == self.main else visible(file.path), tuple(self._rows(file)))
            for file in sorted(self.files, key=lambda file: file.path != self.main)
        ]

    def _rows(self, file: SourceFile) -> Iterator[_Row]:
        charged = {line: total for (path, line), total in self.lines.items() if path == file.path}
        texts = file.source.rstrip().split("\n")
        # A cell begins below the line of %%flops, and blank ones.
        first = next((number for number, text in enumerate(texts, 1) if text.strip()), 1)
        for number, last in shown_lines(file, len(texts), set(charged)):
            if last is not None:
                yield _Row(0, f"⋯ {last - number + 1:,} lines without FLOPs")
                continue
            source = visible(texts[number - 1].expandtabs(4)) if number <= len(texts) else ""
            total = charged.get(number)
            if total is not None:
                share = total.flops / self.flops if self.flops else 0.0
                yield _Row(number, source, total.flops, share, _operations(total))
            elif number >= first:
                yield _Row(number, source)


def _operations(total: Sum) -> str:
    """Return what a line was charged for, with the number of calls."""
    calls: Counter[str] = Counter()
    for charge in total.charges:
        calls[charge.op] += charge.calls
    return ", ".join(f"{count:,} × {op}" for op, count in calls.items())
