"""The annotated source in the terminal: every line of an estimator with what it cost."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from whestdocs.estimators.profiles import Profile, SourceFile, Sum
from whestdocs.views.terminal.output import Output
from whestdocs.views.terminal.table import ChargeTable

#: Lines without FLOPs that stay visible next to one with some.
_CONTEXT = 2
#: A fold that hides fewer lines than this would not be worth its own.
_LEAST_FOLD = 4


def annotated_files(profile: Profile, output: Output) -> Iterator[Table | Text]:
    """Yield the estimator's annotated source, then its helpers', then what has no source."""
    main = [file for file in profile.files if file.path == profile.file]
    others = [file for file in profile.files if file.path != profile.file]
    without_source = []
    for file in [*main, *others]:
        if not file.source:
            without_source.append(file)
            continue
        if file.path != profile.file:
            yield output.text(file.path, "bold")
        yield _annotated(profile, file, output)
    if any(_charged_lines(profile, file) for file in without_source):
        yield Text("Code without a file, as exec() runs it", style="bold")
        yield _listed(profile, without_source, output)


def _charged_lines(profile: Profile, file: SourceFile) -> dict[int, Sum]:
    return {line: total for (path, line), total in profile.lines.items() if path == file.path}


def _annotated(profile: Profile, file: SourceFile, output: Output) -> Table:
    """Return the lines of a file, long stretches without FLOPs folded."""
    charged = _charged_lines(profile, file)
    failed = _failed_line(profile, file)
    lines = output.code(file.source.rstrip("\n"))
    table = ChargeTable(output, profile.flops_used, ["Line"], "Source", wrap=False)
    shown = shown_lines(file, len(lines), {*charged, *([failed] if failed else [])})
    for number, last in shown:
        if last is not None:
            count = last - number + 1
            fold = f"{output.sign('⋯', '...')} {count:,} lines without FLOPs"
            table.add([Text()], None, Text(fold, style="dim italic"))
            continue
        code, total = lines[number - 1], charged.get(number)
        if number == failed:
            code = Text.assemble((f"{output.sign('✗', 'x')} ", "bold red"), code)
        if total is None or total.flops == 0:
            code.stylize("dim")
        table.add([Text(str(number), style="dim")], total, code)
    return table.table()


def _failed_line(profile: Profile, file: SourceFile) -> int | None:
    failure = profile.failure
    return None if failure is None or failure.file != file.path else failure.line


def shown_lines(
    file: SourceFile, count: int, charged: set[int]
) -> Iterator[tuple[int, int | None]]:
    """Yield (line, None) for a line to show and (first, last) for a stretch to fold.

    Args:
        file: The file.
        count: Its lines.
        charged: The lines that must be shown.
    """
    texts = file.source.split("\n")
    kept = charged | _headers(file.source, charged)
    for line in charged:
        near = range(max(line - _CONTEXT, 1), min(line + _CONTEXT, count) + 1)
        kept = kept | {number for number in near if texts[number - 1].strip()}
    number = 1
    while number <= count:
        last = number
        while last <= count and last not in kept:
            last += 1
        if last - number >= _LEAST_FOLD:
            yield number, last - 1
        else:
            yield from ((hidden, None) for hidden in range(number, last))
        if last <= count:
            yield last, None
        number = last + 1


def _headers(source: str, charged: set[int]) -> set[int]:
    """Return the lines with the head of a class, function or loop around a charged line."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return set()
    blocks = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.For, ast.While, ast.With)
    return {
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, blocks)
        and any(node.lineno <= line <= (node.end_lineno or 0) for line in charged)
    }


def _listed(profile: Profile, files: list[SourceFile], output: Output) -> Table:
    """Return a row for each charged line of code that has no source."""
    table = ChargeTable(output, profile.flops_used, ["Place"], "Operations")
    for file in files:
        for line, total in _charged_lines(profile, file).items():
            ops = dict.fromkeys(charge.op for charge in total.charges)
            table.add([output.text(f"{file.path}:{line}")], total, output.text(", ".join(ops)))
    return table.table()
