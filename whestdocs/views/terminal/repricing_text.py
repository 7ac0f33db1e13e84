"""What an estimator costs under every release, in the terminal: a chart, and what moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from whestdocs.estimators.repricing import Move, Repricing, Row
from whestdocs.text import counted, visible
from whestdocs.views.terminal.output import Output, put
from whestdocs.views.terminal.table import GAP, plain_table

#: Columns that a bar needs to be worth it, and the most that it may take.
_LEAST_BAR, _MOST_BAR = 8, 60
#: From this width on there is room to say what an operation cost before and after.
_WIDE = 72
_LEVELS = "▁▂▃▄▅▆▇█"
_DIGITS = "12345678"


def show(repricing: Repricing, console: Console) -> None:
    """Print ``repricing``, which has at least one release that the estimator ran under.

    Args:
        repricing: What to show.
        console: Where to; its width and encoding are respected.
    """
    output = Output.of(console)
    parts: list[RenderableType] = [*_heading(repricing, output), Text(), _totals(repricing, output)]
    if len(repricing.priced) > 1:
        parts += [Text(), _operations(repricing, output), Text(), *_moves(repricing, output)]
    put(parts, console)


def _heading(repricing: Repricing, output: Output) -> Iterator[Text]:
    profile = repricing.priced[0].profile
    dot = output.sign(" · ", ", ")
    yield output.text(dot.join(filter(None, [profile.file, profile.class_name])), "bold")
    shape = f"{profile.width} {output.sign('×', 'x')} {profile.depth}"
    count = counted(len(repricing.rows), "release")
    yield output.text(dot.join([profile.round_tag, shape, f"seed {profile.seed}", count]), "dim")


def _totals(repricing: Repricing, output: Output) -> Table:
    """Return a bar for each release; where the estimator cannot run, the reason instead."""
    most = max(row.profile.flops_used for row in repricing.priced) or 1
    taken = len("flopscope") + len("Change") + max(len(f"{most:,}"), len("cannot run")) + 8
    width = min(output.width - taken, _MOST_BAR)
    table = plain_table(output, "flopscope", "FLOPs", "Change", "", right=("FLOPs", "Change"))
    before: Row | None = None
    told: dict[str, str] = {}
    for row in repricing.rows:
        if row.error is not None:
            words = Text("cannot run", style="yellow")
            table.add_row(row.release.flopscope, words, "", output.text(_reason(row, told), "dim"))
            told.setdefault(row.error, row.release.flopscope)
            continue
        flops = row.profile.flops_used
        same = before is not None and before.profile.flops_used == flops
        table.add_row(
            row.release.flopscope,
            Text(f"{flops:,}", style="" if same else "bold"),
            "" if before is None else _change(before.profile.flops_used, flops, output),
            output.bar(flops / most, width) if width >= _LEAST_BAR else "",
        )
        before = row
    return table


def _change(before: int, after: int, output: Output) -> Text:
    if before == after:
        return Text("=", style="dim")
    if before == 0:
        return Text("new")
    change = 100 * (after - before) / before
    sign = "+" if change > 0 else output.sign("\N{MINUS SIGN}", "-")
    return Text(f"{sign}{abs(change):.1f}%" if abs(change) >= 0.05 else f"{sign}<0.1%")


def _reason(row: Row, told: Mapping[str, str]) -> str:
    """Return why the estimator cannot run, at length only where that is told first."""
    error = row.error or ""
    return f"as in {told[error]}" if error in told else error


def _operations(repricing: Repricing, output: Output) -> Table:
    """Return a line of blocks for each operation, one block a release."""
    first, last = repricing.priced[0], repricing.priced[-1]
    moved = [(move.op, row.release.flopscope) for row in repricing.rows for move in row.moves]
    blocks = f"{repricing.rows[0].release.flopscope} to {repricing.rows[-1].release.flopscope}"
    oldest, newest = f"In {first.release.flopscope}", f"In {last.release.flopscope}"
    headings = ["Operation", blocks, newest, oldest, "Moved in"]
    rows = []
    for op in _most_expensive_first(repricing):
        flops = _costs(repricing, op)
        known = [cost for cost in flops if cost is not None]
        releases = ", ".join(release for name, release in moved if name == op)
        drawn = _blocks(flops, output)
        rows.append([visible(op), drawn, f"{known[-1]:,}", f"{known[0]:,}", releases])
    # Where there is no room, the table below says the rest.
    widths = [max(len(row[column]) for row in [headings, *rows]) + GAP for column in range(5)]
    shown = 5 if sum(widths) <= output.width else 4 if sum(widths[:4]) <= output.width else 3
    table = plain_table(output, *headings[:shown], right=(oldest, newest))
    for op, drawn, *rest in rows:
        table.add_row(output.text(op), Text(drawn, style="cyan"), *rest[: shown - 2])
    return table


def _costs(repricing: Repricing, op: str) -> list[int | None]:
    """Return the FLOPs of an operation in each release, None where the estimator cannot run."""
    sums = (None if row.error else row.profile.ops.get(op) for row in repricing.rows)
    return [
        None if row.error else total.flops if total else 0
        for row, total in zip(repricing.rows, sums, strict=True)
    ]


def _most_expensive_first(repricing: Repricing) -> list[str]:
    """Return the operations that cost anything, by the most that they cost in a release."""
    most: dict[str, int] = {}
    for row in repricing.priced:
        for op, total in row.profile.ops.items():
            most[op] = max(most.get(op, 0), total.flops)
    return sorted((op for op in most if most[op]), key=lambda op: (-most[op], op))


def _blocks(costs: list[int | None], output: Output) -> str:
    """Return a block for each cost, as high as its share of the highest."""
    most = max(cost or 0 for cost in costs) or 1
    levels = output.sign(_LEVELS, _DIGITS)
    missing = output.sign("·", "-")
    return "".join(
        missing if cost is None else levels[-(-cost * len(levels) // most) - 1] if cost else " "
        for cost in costs
    )


def _moves(repricing: Repricing, output: Output) -> Iterator[RenderableType]:
    """Yield what moved in which release, and whether it was the price."""
    moves = [(row, move) for row in repricing.rows for move in row.moves if move.difference]
    if not moves:
        yield Text("Nothing moved: every release that it runs under charges the same.")
        return
    numbers = ("Before", "After") if output.width >= _WIDE else ()
    table = plain_table(output, "Moved in", "Operation", *numbers, "", right=numbers)
    for row, move in moves:
        amounts = (f"{move.flops_before:,}", f"{move.flops:,}") if numbers else ()
        why = Text(_why(move, output), style="dim")
        table.add_row(row.release.flopscope, output.text(move.op), *amounts, why)
    yield table


def _why(move: Move, output: Output) -> str:
    if move.calls_before == 0:
        return f"not counted before, {counted(move.calls, 'call')}"
    if move.calls == 0:
        return f"no longer counted, {counted(move.calls_before, 'call')} before"
    if not move.is_price:
        return f"{move.calls_before:,} calls before, {move.calls:,} now"
    if not move.flops_before or not move.flops:
        return f"price, {counted(move.calls, 'call')}"
    ratio = move.flops / move.flops_before
    sign = output.sign("×", "x ") if ratio > 1 else output.sign("÷", "/ ")
    return f"price {sign}{_short(max(ratio, 1 / ratio))}, {counted(move.calls, 'call')}"


def _short(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"
