"""Two estimators compared, in the terminal: what B costs more than A, and what it gains."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from whestdocs.comparison import Comparison, Paired
from whestdocs.intervals import CONFIDENCE
from whestdocs.line_pairs import LinePair
from whestdocs.views.terminal_table import Paper, plain_table, put

#: From this width on there is room for the table of error and score.
_WIDE = 80
#: From this ratio on it is said instead of a percentage.
_MANY = 10
_PERCENT = f"{100 * CONFIDENCE:g}%"


def show(comparison: Comparison, console: Console) -> None:
    """Print ``comparison``.

    Args:
        comparison: What to show.
        console: Where to; its width and encoding are respected.
    """
    paper = Paper.of(console)
    parts: list[RenderableType] = [*_heading(comparison, paper), Text()]
    parts += [*_operations(comparison, paper), *_lines(comparison, paper)]
    parts += [*_flops(comparison, paper), *_statistics(comparison, paper)]
    put(parts, console)


def _heading(comparison: Comparison, paper: Paper) -> Iterator[Text]:
    dot = paper.sign(" · ", ", ")
    for side in (comparison.a, comparison.b):
        class_name = side.profiles[0].class_name or ""
        name = side.name.removesuffix(f":{class_name}")
        yield paper.text(f"{side.letter}  {name}{dot}{class_name}", "bold")
    first = comparison.a.profiles[0]
    shape = f"{first.width} {paper.sign('×', 'x')} {first.depth}"
    seeds = f"seed {comparison.seeds[0]}"
    if len(comparison.seeds) > 1:
        seeds = f"seeds {comparison.seeds[0]} to {comparison.seeds[-1]}"
    versions = [f"{name} {first.release[name]}" for name in ("flopscope", "whestbench")]
    parts = [comparison.round.tag, shape, seeds, *versions]
    yield paper.packed([paper.text(part, "dim") for part in parts])


def _operations(comparison: Comparison, paper: Paper) -> Iterator[RenderableType]:
    """Yield a row for each operation that costs something else in B."""
    differ = [op for op in comparison.ops if op.difference]
    if not differ:
        return
    numbers = ("A", "B", "Difference")
    table = plain_table(paper, "Operation", *numbers, "Calls", right=numbers)
    for op in differ:
        a, b = op.calls
        arrow = paper.sign("→", "->")
        calls = f"{a:,} {arrow} {b:,}" if a != b else f"{a:,}"
        amounts = [f"{flops:,}" for flops in op.flops]
        table.add_row(paper.text(op.op), *amounts, _signed(op.difference, paper), calls)
    yield from (table, Text())


def _lines(comparison: Comparison, paper: Paper) -> Iterator[RenderableType]:
    """Yield the lines that cost something else in B, and how many do not."""
    pairs = comparison.lines
    differ = [pair for pair in pairs if pair.difference]
    if differ:
        table = plain_table(paper, "A", "B", "Difference", "Source", right=("A", "B", "Difference"))
        for pair in differ:
            _add_pair(table, pair, comparison, paper)
        yield table
    alike = len(pairs) - len(differ)
    others = "other " if differ else ""
    if alike:
        yield Text(
            f"{alike:,} {others}charged line{' costs' if alike == 1 else 's cost'} the same.",
            style="dim",
        )
    yield Text()


def _add_pair(table: Table, pair: LinePair, comparison: Comparison, paper: Paper) -> None:
    """Add a pair of lines: once where the text is the same, below each other where not."""
    a, b = pair.a, pair.b
    names = [
        "" if line is None else _place(line.file, line.line, side.profiles[0].file)
        for line, side in ((a, comparison.a), (b, comparison.b))
    ]
    if a is not None and b is not None and a.source == b.source:
        source = _code("  ", b.source, paper)
    else:
        parts = [_code(mark, line.source, paper) for mark, line in (("- ", a), ("+ ", b)) if line]
        source = Text("\n").join(parts)
    table.add_row(*map(paper.text, names), _signed(pair.difference, paper), source)


def _place(file: str, line: int, main_file: str) -> str:
    return f"{line}" if file == main_file else f"{file}:{line}"


def _code(mark: str, source: str, paper: Paper) -> Text:
    (line,) = paper.code(" ".join(source.split()))
    return Text.assemble((mark, {"- ": "red", "+ ": "green"}.get(mark, "")), line)


def _flops(comparison: Comparison, paper: Paper) -> Iterator[Text]:
    """Yield what B spends more than A, in a sentence."""
    a, b = comparison.a.flops[0], comparison.b.flops[0]
    count = len(comparison.seeds)
    if comparison.is_constant:
        yield _spent(a, b, "" if count == 1 else f" on each of {count} networks", paper)
        return
    yield _spent(a, b, f" on the network of seed {comparison.seeds[0]}, shown above", paper)
    low, high = (_signed(end(comparison.differences), paper) for end in (min, max))
    yield Text(f"FLOPs depend on the network: over {count}, the difference is {low} to {high}.")


def _spent(a: int, b: int, where: str, paper: Paper) -> Text:
    if a == b:
        return Text.assemble(("B spends as many FLOPs as A", "bold"), f"{where}: {a:,}.")
    more = _minus(relation(a, b), paper)
    return Text.assemble((f"B spends {more}", "bold"), f"{where}: {b:,} instead of {a:,}.")


def relation(a: int, b: int) -> str:
    """Return how many FLOPs ``b`` are more or less than ``a``, which they are not equal to."""
    text = f"{abs(b - a):,} FLOPs {'more' if b > a else 'less'} than A"
    if a == 0:
        return text
    ratio = b / a
    if ratio < _MANY:
        return f"{text} ({100 * (ratio - 1):+.3g}%)"
    return f"{text} ({ratio:,.0f} times as many)"


def _statistics(comparison: Comparison, paper: Paper) -> Iterator[RenderableType]:
    """Yield what the difference means for error and score."""
    error, score = comparison.error, comparison.score
    if error is None or score is None:
        return
    alone = ", by FLOPs alone" if comparison.by_flops_alone else ""
    yield Text()
    yield from _statistics_of({"Final-layer MSE": error, f"Score{alone}": score}, paper)
    factors = [f"{factor:.3g}" for factor in comparison.multipliers]
    yield Text("Score multiplier{}: {} for A, {} for B.".format(alone, *factors), style="dim")
    count, drawn = len(comparison.seeds), comparison.samples
    if count > 1:
        about = f"Over {count} networks, each with {drawn:,} samples of its truth."
    else:
        about = (
            f"On this network alone, with {drawn:,} samples of its truth; --networks tells how "
            "others differ."
        )
    yield Text(about, style="dim")


def _statistics_of(statistics: dict[str, Paired], paper: Paper) -> Iterator[RenderableType]:
    """Yield statistics of both as a table; as sentences where there is no room for one."""
    heading = f"Difference, {_PERCENT} interval"
    table = plain_table(paper, "", "A", "B", heading, "", right=("A", "B"))
    for name, paired in statistics.items():
        a, b = (f"{mean:.3g}" for mean in paired.means)
        words = f"{paired.better} is better" if paired.better else _undecided(paired)
        table.add_row(name, a, b, _interval(paired, paper), words)
        if paper.width < _WIDE:
            yield Text(f"{name}: {a} for A, {b} for B.")
            yield Text(f"{heading}: {_interval(paired, paper)}, {words}.")
    if paper.width >= _WIDE:
        yield table


def _undecided(paired: Paired) -> str:
    difference = paired.difference
    same = difference.low == difference.high == 0
    return "the same" if same else "undecided"


def _interval(paired: Paired, paper: Paper) -> str:
    value, low, high = (
        _minus(f"{bound:+.3g}" if bound else "0", paper)
        for bound in (paired.difference.value, paired.difference.low, paired.difference.high)
    )
    return f"{value} ({low} to {high})"


def _signed(number: int, paper: Paper) -> str:
    return _minus(f"{number:+,}", paper)


def _minus(text: str, paper: Paper) -> str:
    return text.replace("-", paper.sign("\N{MINUS SIGN}", "-"))
