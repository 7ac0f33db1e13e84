"""The operations of an estimator as a table, most expensive first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from whestdocs.figures import Figure, expression_paths
from whestdocs.profiles import Profile
from whestdocs.views.figure import exact_text, figure_button, share_text, share_value
from whestdocs.views.popover import Popovers
from whestdocs.views.source import one_line
from whestdocs.views.templating import render

#: How many of the expressions behind an operation are shown, and how much of each.
_EXPRESSIONS = 3
_LONGEST = 44


@dataclass(frozen=True)
class _Operation:
    """An operation with its figures.

    Attributes:
        name: The operation.
        flops: Its FLOPs.
        calls: Its calls.
        expressions: What causes it, most expensive first, cut short.
        has_more: Whether there are more expressions than those.
    """

    name: str
    flops: Figure
    calls: Figure
    expressions: list[str]
    has_more: bool


def operations_table(
    profile: Profile, figure: Callable[[str], Figure], source: str, popovers: Popovers
) -> Markup:
    """Return the HTML of the table.

    Args:
        profile: Tells which operations there are, and what causes them; its numbers
            are not shown.
        figure: Looks an accepted figure up by name.
        source: First part of the figures' names.
        popovers: The page's popovers.

    Raises:
        FigureError: ``figure`` knows no figure of that name.
    """
    causes = _causes(profile, figure, source)
    operations = [
        _Operation(
            name=op,
            flops=figure(f"{source}/op/{op}/flops"),
            calls=figure(f"{source}/op/{op}/calls"),
            expressions=[_shortened(text) for text in causes.get(op, [])[:_EXPRESSIONS]],
            has_more=len(causes.get(op, [])) > _EXPRESSIONS,
        )
        for op in profile.ops
    ]
    operations.sort(key=lambda operation: (-operation.flops.value, operation.name))

    def button(text: str, *figures: Figure) -> Markup:
        return figure_button(text, figures, popovers)

    return render(
        "operations",
        file=profile.file,
        charged=[operation for operation in operations if operation.flops.value],
        free=[operation for operation in operations if not operation.flops.value],
        total_flops=figure(f"{source}/flops"),
        total_calls=figure(f"{source}/calls"),
        button=button,
        exact_text=exact_text,
        share_text=share_text,
        share_value=share_value,
    )


def _causes(profile: Profile, figure: Callable[[str], Figure], source: str) -> dict[str, list[str]]:
    """Return, for each operation, the texts of the expressions behind it, most expensive first."""
    found: dict[str, list[tuple[float, str]]] = {}
    for (span, op), (path, _) in expression_paths(profile).items():
        flops = figure(f"{source}/{path}/flops").value
        if span.source:  # Code without a file has none.
            found.setdefault(op, []).append((flops, one_line(span.source)))
    return {
        # Equal texts at several places are one cause to a reader.
        op: list(
            dict.fromkeys(text for _, text in sorted(items, key=lambda item: -item[0]) if text)
        )
        for op, items in found.items()
    }


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
