"""A profile in the terminal: what was run, what it cost and where, and what to know about it.

Everything that comes from the estimator is shown as text: neither terminal controls nor
rich's own markup in it have an effect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.console import Console, RenderableType
from rich.text import Text

from whestdocs.estimators.profiles import Profile, Sum
from whestdocs.views.summary import findings, summary_parts
from whestdocs.views.terminal.annotated_source import annotated_files
from whestdocs.views.terminal.heading import heading, place_in
from whestdocs.views.terminal.notices_text import notice_lines
from whestdocs.views.terminal.output import Output, put
from whestdocs.views.terminal.table import ChargeTable


def show(profile: Profile, by: str, console: Console) -> None:
    """Print ``profile``.

    Args:
        profile: What to show.
        by: What the table has a row for: ``"source"`` (every line of the source),
            ``"line"``, ``"expression"``, ``"op"`` or ``"layer"``.
        console: Where to; its width and encoding are respected.
    """
    output = Output.of(console)
    parts: list[RenderableType] = [*heading(profile, output), Text()]
    for part in _VIEWS[by](profile, output):
        parts += [part, Text()]
    parts += [*notice_lines(findings(profile), output), _summary(profile, output)]
    put(parts, console)


def _summary(profile: Profile, output: Output) -> Text:
    """Return what was spent, of what, and what that means: one line where there is room."""
    used, *rest = summary_parts(profile)
    return output.packed([Text(used, style="bold"), *map(Text, rest)])


def _by_source(profile: Profile, output: Output) -> Iterator[RenderableType]:
    yield from annotated_files(profile, output)


def _by_line(profile: Profile, output: Output) -> Iterator[RenderableType]:
    texts = {file.path: file.source.split("\n") for file in profile.files}
    table = ChargeTable(output, profile.flops_used, ["Line"], "Source")
    for (file, line), total in sorted(profile.lines.items(), key=_cheapest_last):
        lines = texts.get(file, [])
        source = lines[line - 1].strip() if line <= len(lines) else ""
        place = output.text(place_in(profile.file, file, line))
        table.add([place], total, output.line(source))
    yield table.table()


def _by_expression(profile: Profile, output: Output) -> Iterator[RenderableType]:
    table = ChargeTable(output, profile.flops_used, ["Line", "Operation", "Dtype"], "Expression")
    for (span, op), total in sorted(profile.expressions.items(), key=_cheapest_last):
        texts = (
            place_in(profile.file, span.file, f"{span.line}:{span.column}"),
            op,
            ", ".join(total.dtypes),
        )
        table.add([*map(output.text, texts)], total, output.line(span.source))
    yield table.table()


def _by_op(profile: Profile, output: Output) -> Iterator[RenderableType]:
    table = ChargeTable(output, profile.flops_used, ["Operation"], "Dtype")
    for op, total in sorted(profile.ops.items(), key=_cheapest_last):
        table.add([output.text(op)], total, output.text(", ".join(total.dtypes)))
    yield table.table()


def _by_layer(profile: Profile, output: Output) -> Iterator[RenderableType]:
    table = ChargeTable(output, profile.flops_used, ["Layer"])
    for layer, total in profile.layers.items():
        table.add([Text("none" if layer is None else str(layer))], total)
    yield table.table()
    yield output.text(_about_layers(profile), "dim")


def _about_layers(profile: Profile) -> str:
    """Return how the layers are to be read, or why there are none."""
    if profile.introspection is not None:
        return (
            f"{profile.introspection}, so nobody else looks at the estimator's variables; layers "
            "are told by loops over them alone."
        )
    if list(profile.layers) == [None]:
        return (
            "Nothing tells the layers: no variable at hand is one of the network's matrices or "
            "counts them."
        )
    if None in profile.layers:
        return "Layer 0 is the first; none: outside the layers, or nothing tells which."
    return "Layer 0 is the first."


def _cheapest_last(row: tuple[object, Sum]) -> int:
    return -row[1].flops


_VIEWS: dict[str, Callable[[Profile, Output], Iterator[RenderableType]]] = {
    "source": _by_source,
    "line": _by_line,
    "expression": _by_expression,
    "op": _by_op,
    "layer": _by_layer,
}
