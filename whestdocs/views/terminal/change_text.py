"""What an edit changed, in the terminal: all FLOPs before and after, and line by line."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from whestdocs.estimators.line_pairs import LinePair, pair_lines
from whestdocs.estimators.profiles import Profile
from whestdocs.views.terminal.heading import place_in
from whestdocs.views.terminal.output import Output, put

#: How many lines are shown, those that changed most.
_MOST = 12


def show_change(before: Profile, after: Profile, console: Console) -> None:
    """Print what changed from one profile to the next.

    Args:
        before: The profile before the edit, complete.
        after: The one after it, complete.
        console: Where to; its width and encoding are respected.
    """
    put(_parts(before, after, Output.of(console)), console)


def _parts(before: Profile, after: Profile, output: Output) -> Iterator[RenderableType]:
    changes = [pair for pair in pair_lines(before, after) if pair.difference]
    changes.sort(key=lambda pair: -abs(pair.difference))
    yield Text()
    yield _total(before.flops_used, after.flops_used, output)
    if not changes:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    for heading in ("Line", "Before", "Now", "Change"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Source", overflow="fold")
    for change in changes[:_MOST]:
        table.add_row(*_row(change, after.file, output))
    yield table
    if len(changes) > _MOST:
        yield Text(f"and {len(changes) - _MOST:,} more lines", style="dim")


def _total(before: int, after: int, output: Output) -> Text:
    if before == after:
        return Text(f"As many FLOPs as before: {after:,}", style="bold")
    arrow = output.sign("→", "->")
    text = Text.assemble(
        (f"{before:,} {arrow} {after:,} FLOPs", "bold"), " ", _difference(after - before, output)
    )
    return text.append(f" {_percent(before, after)}") if before else text


def _row(change: LinePair, main_file: str, output: Output) -> list[Text]:
    line = change.b or change.a
    assert line is not None
    source = line.source if change.b else f"{line.source}  # gone"
    return [
        output.text(place_in(main_file, line.file, line.line)),
        Text(f"{change.a.flops if change.a else 0:,}"),
        Text(f"{change.b.flops if change.b else 0:,}"),
        _difference(change.difference, output),
        output.code(source)[0],
    ]


def _difference(flops: int, output: Output) -> Text:
    """Return a difference with a sign, a colour and a direction; a colour alone says too little."""
    if flops > 0:
        return Text(f"{output.sign('▲', 'up')} +{flops:,}", style="red")
    return Text(f"{output.sign('▼', 'down')} {flops:,}", style="green")


def _percent(before: int, after: int) -> str:
    share = (after - before) / before
    return f"({share:+.1%})" if abs(share) >= 0.0005 else "(by less than 0.1%)"
