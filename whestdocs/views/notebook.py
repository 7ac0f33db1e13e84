"""Profiles, and bills of cells, as a notebook shows them: a compact table of the source.

Each is one piece of HTML that needs nothing else, takes the colours of what is around it, and
escapes whatever comes from an estimator.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rich.console import Console

from whestdocs.bills import CellBill
from whestdocs.profiles import Profile, SourceFile, Sum
from whestdocs.quantities import percent as percent_of
from whestdocs.text import visible
from whestdocs.views.templating import render
from whestdocs.views.terminal import show
from whestdocs.views.terminal_source import shown_lines
from whestdocs.views.terminal_table import percent

#: Columns of the text that a console shows in place of the table.
_COLUMNS = 100
_Lines = Mapping[tuple[str, int], Sum]


@dataclass(frozen=True)
class _Row:
    """A line of a listing.

    Attributes:
        number: The line, as the reader counts; 0 for lines that are folded.
        source: Its text, or how many lines are folded.
        flops: What it was charged; None if nothing was.
        share: Its part of everything, from 0 to 1.
        operations: What it was charged for.
    """

    number: int
    source: str
    flops: int | None = None
    share: float = 0.0
    operations: str = ""

    @property
    def percent(self) -> str:
        """The share as text."""
        return percent(self.share)


@dataclass(frozen=True)
class _Listing:
    """The lines of a file."""

    name: str
    rows: tuple[_Row, ...]


def profile_html(profile: Profile) -> str:
    """Return a profile as HTML."""
    facts = [profile.file, *([profile.class_name] if profile.class_name else [])]
    facts += [profile.round_tag, f"{profile.width} × {profile.depth}", f"seed {profile.seed}"]
    if "flopscope" in profile.release:
        facts.append(f"flopscope {profile.release['flopscope']}")
    return render(
        "costs_repr",
        flops=profile.flops_used,
        budget=_budget(profile.flops_used, profile.flop_budget),
        facts=[visible(fact) for fact in facts],
        listings=_listings(profile.files, profile.lines, profile.flops_used, profile.file),
        notes=[visible(note) for note in _notes(profile)],
    )


def _notes(profile: Profile) -> Iterator[str]:
    """Yield what is wrong, a sentence or two each."""
    if profile.failure is not None:
        yield str(profile.failure)
    elif profile.budget_exhausted:
        place = "" if profile.refused is None else f" at {profile.refused}"
        yield f"The budget ran out{place}: an operation was refused."
    if profile.other_flops:
        yield f"{profile.other_flops:,} FLOPs reached no budget, as in threads of predict()."


def profile_text(profile: Profile) -> str:
    """Return a profile as text: what `whestdocs profile` prints."""
    stream = io.StringIO()
    # As on a terminal; in a notebook rich would show what is printed a second time.
    console = Console(
        file=stream, width=_COLUMNS, color_system=None, force_terminal=True, force_jupyter=False
    )
    show(profile, "source", console)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())


def bill_html(bill: CellBill) -> str:
    """Return a cell's bill as HTML."""
    return render(
        "costs_repr",
        flops=bill.flops_used,
        budget=_budget(bill.flops_used, bill.flop_budget),
        facts=[visible(bill.label)],
        listings=_listings(bill.files, bill.lines, bill.flops_used, bill.label),
        notes=[] if bill.refused is None else [visible(_refusal(bill.refused))],
    )


def bill_text(bill: CellBill) -> str:
    """Return a cell's bill as text."""
    head = f"{visible(bill.label)}: {bill.flops_used:,} FLOPs"
    budget = _budget(bill.flops_used, bill.flop_budget)
    lines = [f"{head}, {budget}" if budget else head]
    for listing in _listings(bill.files, bill.lines, bill.flops_used, bill.label):
        lines += [listing.name] if listing.name else []
        for row in listing.rows:
            number = str(row.number or "")
            flops = "" if row.flops is None else f"{row.flops:,}"
            share = "" if row.flops is None else row.percent
            lines.append(f"{number:>5} {flops:>16} {share:>6}  {row.source}".rstrip())
    if bill.refused is not None:
        lines.append(visible(_refusal(bill.refused)))
    return "\n".join(lines)


def _refusal(place: str) -> str:
    return f"The budget ran out at {place}: an operation was refused."


def _budget(used: int, budget: int | None) -> str:
    """Return which share of a budget was used, "" where there is none."""
    if budget is None:
        return ""
    return f"{percent_of(used, budget).text} of the budget of {budget:,}" if budget else "budget 0"


def _listings(
    files: Iterable[SourceFile], lines: _Lines, whole: int, main: str
) -> tuple[_Listing, ...]:
    """Return a listing for each file, the main one without a name."""
    return tuple(
        _Listing("" if file.path == main else visible(file.path), tuple(_rows(file, lines, whole)))
        for file in sorted(files, key=lambda file: file.path != main)
    )


def _rows(file: SourceFile, lines: _Lines, whole: int) -> Iterator[_Row]:
    charged = {line: total for (path, line), total in lines.items() if path == file.path}
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
            share = total.flops / whole if whole else 0.0
            yield _Row(number, source, total.flops, share, _operations(total))
        elif number >= first:
            yield _Row(number, source)


def _operations(total: Sum) -> str:
    """Return what a line was charged for, with the number of calls."""
    calls: dict[str, int] = {}
    for charge in total.charges:
        calls[charge.op] = calls.get(charge.op, 0) + charge.calls
    return ", ".join(f"{count:,} × {op}" for op, count in calls.items())
