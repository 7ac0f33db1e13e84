"""The operations of an estimator as a table, most expensive first."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from whestdocs.views.html.popover import Popovers
from whestdocs.views.html.source_text import one_line
from whestdocs.views.html.templating import render
from whestdocs.views.profiled_example import ProfiledExample

#: How many of the expressions behind an operation are shown, and how much of each.
_EXPRESSIONS = 3
_LONGEST = 44


def operations_table(example: ProfiledExample, popovers: Popovers) -> Markup:
    """Return the HTML of the table.

    Args:
        example: The estimator.
        popovers: The page's popovers.

    Raises:
        FigureError: A figure is not accepted.
    """
    causes = _causes(example)
    operations: list[dict[str, Any]] = [
        {
            "name": op,
            "flops": example.op(op).flops,
            "calls": example.op(op).calls,
            "expressions": [_shortened(text) for text in causes[op][:_EXPRESSIONS]],
            "has_more": len(causes[op]) > _EXPRESSIONS,
        }
        for op in causes
    ]
    operations.sort(key=lambda operation: (-operation["flops"].value, operation["name"]))
    return render(
        "operation_table",
        file=example.profile.file,
        charged=[operation for operation in operations if operation["flops"].value],
        free=[operation for operation in operations if not operation["flops"].value],
        total_flops=example.flops,
        total_calls=example.calls,
        button=popovers.button,
    )


def _causes(example: ProfiledExample) -> dict[str, list[str]]:
    """Return the texts of the expressions behind each operation, most expensive first."""
    found: dict[str, list[tuple[float, str]]] = {op: [] for op in example.profile.ops}
    for span, op in example.profile.expressions:
        if span.source:  # Code without a file has none.
            flops = example.expression(span, op).flops.value
            found[op].append((flops, one_line(span.source)))
    for causes in found.values():
        causes.sort(key=lambda cause: -cause[0])
    # Equal texts at several places are one cause to a reader.
    return {op: list(dict.fromkeys(text for _, text in found[op] if text)) for op in found}


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
