"""Two estimators compared, in the terminal: what B costs more than A, and what it gains."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from whestdocs.competition.rulebook import MULTIPLIER_FLOOR, floor_flops
from whestdocs.estimators.comparison import EstimatorComparison, Paired
from whestdocs.estimators.intervals import CONFIDENCE
from whestdocs.estimators.line_pairs import LinePair
from whestdocs.estimators.prediction_differences import LayerDifference
from whestdocs.views.terminal.heading import place_in
from whestdocs.views.terminal.output import Output, put
from whestdocs.views.terminal.table import plain_table

#: From this width on there is room for the table of error and score.
_WIDE = 80
#: From this ratio on it is written instead of a percentage.
_MANY = 10
_PERCENT = f"{100 * CONFIDENCE:g}%"


def show(comparison: EstimatorComparison, console: Console) -> None:
    """Print ``comparison``.

    Args:
        comparison: What to show.
        console: Where to; its width and encoding are respected.
    """
    output = Output.of(console)
    parts: list[RenderableType] = [*_heading(comparison, output), Text()]
    parts += [*_operations(comparison, output), *_lines(comparison, output)]
    parts += [*_flops(comparison, output), *_floor(comparison)]
    parts += [Text(f"{prediction_difference(comparison)}."), *_statistics(comparison, output)]
    put(parts, console)


def _heading(comparison: EstimatorComparison, output: Output) -> Iterator[Text]:
    dot = output.sign(" · ", ", ")
    for side in (comparison.a, comparison.b):
        class_name = side.profiles[0].class_name or ""
        name = side.name.removesuffix(f":{class_name}")
        yield output.text(f"{side.letter}  {name}{dot}{class_name}", "bold")
    first = comparison.a.profiles[0]
    shape = f"{first.width} {output.sign('×', 'x')} {first.depth}"
    seeds = f"seed {comparison.seeds[0]}"
    if len(comparison.seeds) > 1:
        seeds = f"seeds {comparison.seeds[0]} to {comparison.seeds[-1]}"
    versions = [f"{name} {first.release[name]}" for name in ("flopscope", "whestbench")]
    parts = [comparison.round.tag, shape, seeds, *versions]
    yield output.packed([output.text(part, "dim") for part in parts])


def _operations(comparison: EstimatorComparison, output: Output) -> Iterator[RenderableType]:
    """Yield a row for each operation that costs something else in B."""
    differ = [op for op in comparison.ops if op.difference]
    if not differ:
        return
    numbers = ("A", "B", "Difference")
    table = plain_table(output, "Operation", *numbers, "Calls", right=numbers)
    for op in differ:
        a, b = op.calls
        arrow = output.sign("→", "->")
        calls = f"{a:,} {arrow} {b:,}" if a != b else f"{a:,}"
        amounts = [f"{flops:,}" for flops in op.flops]
        table.add_row(output.text(op.op), *amounts, _signed(op.difference, output), calls)
    yield from (table, Text())


def _lines(comparison: EstimatorComparison, output: Output) -> Iterator[RenderableType]:
    """Yield the lines that cost something else in B, and how many do not."""
    pairs = comparison.lines
    differ = [pair for pair in pairs if pair.difference]
    sections = {
        "": [pair for pair in differ if pair.a and pair.b],
        "Only in A": [pair for pair in differ if pair.b is None],
        "Only in B": [pair for pair in differ if pair.a is None],
    }
    if differ:
        table = plain_table(
            output, "A", "B", "Difference", "Source", right=("A", "B", "Difference")
        )
        for heading, members in sections.items():
            if heading and members:
                table.add_row("", "", "", Text(heading, style="dim"))
            for pair in members:
                _add_pair(table, pair, comparison, output)
        yield table
    alike = len(pairs) - len(differ)
    others = "other " if differ else ""
    if alike:
        yield Text(
            f"{alike:,} {others}charged line{' costs' if alike == 1 else 's cost'} the same.",
            style="dim",
        )
    yield Text()


def _add_pair(
    table: Table, pair: LinePair, comparison: EstimatorComparison, output: Output
) -> None:
    """Add a pair of lines: once where the text is the same, below each other where not."""
    a, b = pair.a, pair.b
    names = [
        "" if line is None else place_in(side.profiles[0].file, line.file, line.line)
        for line, side in ((a, comparison.a), (b, comparison.b))
    ]
    if a is not None and b is not None and a.source == b.source:
        source = _code("  ", b.source, output)
    else:
        parts = [_code(mark, line.source, output) for mark, line in (("- ", a), ("+ ", b)) if line]
        source = Text("\n").join(parts)
    table.add_row(*map(output.text, names), _signed(pair.difference, output), source)


def _code(mark: str, source: str, output: Output) -> Text:
    style = {"- ": "red", "+ ": "green"}.get(mark, "")
    return Text.assemble((mark, style), output.line(source))


def _flops(comparison: EstimatorComparison, output: Output) -> Iterator[Text]:
    """Yield what B spends more than A, in a sentence."""
    a, b = comparison.a.flops[0], comparison.b.flops[0]
    count = len(comparison.seeds)
    if comparison.is_constant:
        yield _spent(a, b, "" if count == 1 else f" on each of {count} networks", output)
        return
    yield _spent(a, b, f" on the network of seed {comparison.seeds[0]}, shown above", output)
    low, high = (_signed(end(comparison.differences), output) for end in (min, max))
    yield Text(f"FLOPs depend on the network: over {count}, the difference is {low} to {high}.")


def _spent(a: int, b: int, where: str, output: Output) -> Text:
    if a == b:
        return Text.assemble(("B spends as many FLOPs as A", "bold"), f"{where}: {a:,}.")
    more = _minus(relation(a, b), output)
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


def _floor(comparison: EstimatorComparison) -> Iterator[Text]:
    """Yield that FLOPs do not change the score, where they do not."""
    if not comparison.below_floor or not any(comparison.differences):
        return
    budget, most = comparison.round.flop_budget, max(comparison.b.flops)
    that = "By FLOPs alone, that" if comparison.by_flops_alone else "That"
    yield Text(
        f"{that} does not change the score: both stay within {MULTIPLIER_FLOOR:.0%} of the "
        f"budget, {floor_flops(budget):,} FLOPs, where the multiplier is {MULTIPLIER_FLOOR:g}; B "
        f"has {floor_flops(budget) - most:,} FLOPs left before it rises, room for accuracy."
    )


def prediction_difference(comparison: EstimatorComparison) -> str:
    """Return how far the predictions differ at most, and where, without a full stop."""
    largest = comparison.predictions.largest
    if largest.absolute == 0.0:
        return "Both predict the same, to the last bit"
    text = f"Predictions differ by {largest.absolute:.3g} at most, in {_layer(largest, comparison)}"
    relative = comparison.predictions.largest_relative
    if relative == largest:
        return f"{text}: {_share(largest)} there"
    where = _layer(relative, comparison)
    return f"{text}: {_share(largest)} there; as a share most in {where}: {_share(relative)}"


def _layer(difference: LayerDifference, comparison: EstimatorComparison) -> str:
    where = f"layer {difference.layer} of 0 to {comparison.a.profiles[0].depth - 1}"
    return (
        where if len(comparison.seeds) == 1 else f"{where} on the network of seed {difference.seed}"
    )


def _share(difference: LayerDifference) -> str:
    share = difference.relative
    if share is None:
        return "A predicts zeros alone"
    return f"{100 * share:.3g}% of the largest value that A predicts"


def _statistics(comparison: EstimatorComparison, output: Output) -> Iterator[RenderableType]:
    """Yield what the difference means for error and score."""
    error, score = comparison.error, comparison.score
    if error is None or score is None or comparison.samples is None:
        return
    alone = ", by FLOPs alone" if comparison.by_flops_alone else ""
    yield Text()
    yield from _statistics_of({"Final-layer MSE": error, f"Score{alone}": score}, output)
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
    if error.a.value is None or error.b.value is None:
        yield Text(unresolved("the truth" if count == 1 else "each truth", drawn))


def unresolved(truths: str, samples: int) -> str:
    """Return what an estimate that has only an upper bound means, and what to do about it."""
    return (
        f'"Below" is what {samples:,} samples of {truths} can tell: the error is too small to be '
        f"told from 0. --samples {10 * samples} tells errors down to about a tenth of that."
    )


def _statistics_of(statistics: dict[str, Paired], output: Output) -> Iterator[RenderableType]:
    """Yield statistics of both as a table; as sentences where there is no room for one."""
    heading = f"Difference, {_PERCENT} interval"
    table = plain_table(output, "", "A", "B", heading, "", right=("A", "B"))
    for name, paired in statistics.items():
        a, b = str(paired.a), str(paired.b)
        words = f"{paired.better} is better" if paired.better else _undecided(paired)
        table.add_row(name, a, b, _interval(paired, output), words)
        if output.width < _WIDE:
            yield Text(f"{name}: {a} for A, {b} for B.")
            yield Text(f"{heading}: {_interval(paired, output)}, {words}.")
    if output.width >= _WIDE:
        yield table


def _undecided(paired: Paired) -> str:
    difference = paired.difference
    same = difference.low == difference.high == 0
    return "the same" if same else "undecided"


def _interval(paired: Paired, output: Output) -> str:
    value, low, high = (
        _minus(f"{bound:+.3g}" if bound else "0", output)
        for bound in (paired.difference.value, paired.difference.low, paired.difference.high)
    )
    return f"{value} ({low} to {high})"


def _signed(number: int, output: Output) -> str:
    return _minus(f"{number:+,}", output)


def _minus(text: str, output: Output) -> str:
    """Return a number with a minus sign; one in an exponent stays, as in other columns."""
    return re.sub("^-", output.sign("\N{MINUS SIGN}", "-"), text)
