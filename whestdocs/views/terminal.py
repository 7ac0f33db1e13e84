"""A profile in the terminal: what was run, what it cost and where, and what to know about it.

Everything that comes from the estimator is shown as text: neither terminal controls nor
rich's own markup in it have an effect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from rich.console import Console, RenderableType
from rich.text import Text

from whestdocs.profiles import Profile, Sum
from whestdocs.views.summary import findings, summary_parts
from whestdocs.views.terminal_heading import heading
from whestdocs.views.terminal_source import annotated_files
from whestdocs.views.terminal_table import ChargeTable, Paper, put

_TONES = {"note": "dim", "warning": "yellow", "failure": "bold red"}


def show(profile: Profile, by: str, console: Console) -> None:
    """Print ``profile``.

    Args:
        profile: What to show.
        by: What the table has a row for: ``"source"`` (every line of the source),
            ``"line"``, ``"expression"``, ``"op"`` or ``"layer"``.
        console: Where to; its width and encoding are respected.
    """
    paper = Paper.of(console)
    parts: list[RenderableType] = [*heading(profile, paper), Text()]
    for part in _VIEWS[by](profile, paper):
        parts += [part, Text()]
    parts += [*_findings(profile, paper), _summary(profile, paper)]
    put(parts, console)


def _findings(profile: Profile, paper: Paper) -> Iterator[Text]:
    """Yield what else is to be known, a line each."""
    sign = paper.sign("▲", "!")
    for finding in findings(profile):
        text = finding.text if finding.tone == "note" else f"{sign} {finding.text}"
        yield paper.text(text, _TONES[finding.tone])


def _summary(profile: Profile, paper: Paper) -> Text:
    """Return what was spent, of what, and what that means: one line where there is room."""
    used, *rest = summary_parts(profile)
    return paper.packed([Text(used, style="bold"), *map(Text, rest)])


def _by_source(profile: Profile, paper: Paper) -> Iterator[RenderableType]:
    yield from annotated_files(profile, paper)


def _by_line(profile: Profile, paper: Paper) -> Iterator[RenderableType]:
    texts = {file.path: file.source.split("\n") for file in profile.files}
    table = ChargeTable(paper, profile.flops_used, ["Line"], "Source")
    for (file, line), total in _dearest_first(profile.lines):
        lines = texts.get(file, [])
        source = lines[line - 1].strip() if line <= len(lines) else ""
        table.add([_place(profile, file, f"{line}", paper)], total, _one_line(source, paper))
    yield table.table()


def _by_expression(profile: Profile, paper: Paper) -> Iterator[RenderableType]:
    table = ChargeTable(paper, profile.flops_used, ["Line", "Operation", "Dtype"], "Expression")
    for (span, op), total in _dearest_first(profile.expressions):
        place = _place(profile, span.file, f"{span.line}:{span.column}", paper)
        before = [place, paper.text(op), paper.text(", ".join(total.dtypes))]
        table.add(before, total, _one_line(span.source, paper))
    yield table.table()


def _by_op(profile: Profile, paper: Paper) -> Iterator[RenderableType]:
    table = ChargeTable(paper, profile.flops_used, ["Operation"], "Dtype")
    for op, total in _dearest_first(profile.ops):
        table.add([paper.text(op)], total, paper.text(", ".join(total.dtypes)))
    yield table.table()


def _by_layer(profile: Profile, paper: Paper) -> Iterator[RenderableType]:
    table = ChargeTable(paper, profile.flops_used, ["Layer"])
    for layer, total in profile.layers.items():
        table.add([Text("none" if layer is None else str(layer))], total)
    yield table.table()
    yield paper.text(_about_layers(profile), "dim")


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


def _place(profile: Profile, file: str, line: str, paper: Paper) -> Text:
    """Return a line with its file, unless that is the estimator's own."""
    return paper.text(line if file == profile.file else f"{file}:{line}")


def _one_line(source: str, paper: Paper) -> Text:
    (line,) = paper.code(" ".join(source.split()))
    return line


_Row = TypeVar("_Row")


def _dearest_first(sums: dict[_Row, Sum]) -> list[tuple[_Row, Sum]]:
    """Return rows by FLOPs; rows that cost the same stay in their order."""
    return sorted(sums.items(), key=lambda row: -row[1].flops)


_VIEWS: dict[str, Callable[[Profile, Paper], Iterator[RenderableType]]] = {
    "source": _by_source,
    "line": _by_line,
    "expression": _by_expression,
    "op": _by_op,
    "layer": _by_layer,
}
