"""What a captured script says that lines cost, as figures with bars beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup

from whestdocs.errors import FigureError
from whestdocs.figures.figure import Figure
from whestdocs.pages.html.capture_box import pattern_of
from whestdocs.views.html.popover import Popovers
from whestdocs.views.html.templating import render

#: A name in plain words, such as "As written"; any other is code.
_WORDS = re.compile(r"[A-Z][a-z ]*")


def costs_table(
    source: str,
    costs: Sequence[tuple[str, Figure]],
    popovers: Popovers,
    *,
    commands: Sequence[Markup],
    matching: str = "",
) -> Markup:
    """Return the HTML of the costs that a command printed.

    Args:
        source: The command that printed them.
        costs: What it printed costs of, in its order, each with its accepted figure.
        popovers: The page's popovers.
        commands: The commands to show above them, as HTML.
        matching: Pattern of the names to show, "" for all.

    Raises:
        FigureError: The pattern is malformed or matches no name.
    """
    shown = [(name, cost) for name, cost in costs if pattern_of(matching).search(name)]
    if not shown:
        raise FigureError(f"No cost that was captured matches {matching!r}.")
    return render(
        "printed_costs",
        source=source,
        commands=commands,
        rows=[(name, bool(_WORDS.fullmatch(name)), cost) for name, cost in shown],
        most=max((cost for _, cost in shown), key=lambda cost: cost.value),
        button=popovers.button,
    )
