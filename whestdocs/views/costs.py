"""What a captured script says that lines cost, as figures with bars beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markupsafe import Markup

from whestdocs.errors import FigureError
from whestdocs.figures import Figure
from whestdocs.views.figure import exact_text, figure_button, share_value
from whestdocs.views.popover import Popovers
from whestdocs.views.templating import render

#: A name in plain words, such as "As written"; any other is code.
_WORDS = re.compile(r"[A-Z][a-z ]*")


def costs_table(
    source: str,
    names: Sequence[str],
    figure: Callable[[str], Figure],
    popovers: Popovers,
    *,
    commands: Sequence[Markup],
    matching: str = "",
) -> Markup:
    """Return the HTML of the costs that a command printed.

    Args:
        source: The command that printed them.
        names: What it printed costs of, in its order.
        figure: Looks the accepted figure of such a name up.
        popovers: The page's popovers.
        commands: The commands to show above them, as HTML.
        matching: Pattern of the names to show, "" for all.

    Raises:
        FigureError: The pattern is malformed or matches no name.
    """
    figures = [(name, figure(name)) for name in names if _matches(matching, name)]
    if not figures:
        raise FigureError(f"No cost that was captured matches {matching!r}.")

    def button(cost: Figure) -> Markup:
        return figure_button(exact_text(cost), [cost], popovers)

    return render(
        "costs",
        source=source,
        commands=commands,
        rows=[(name, bool(_WORDS.fullmatch(name)), cost) for name, cost in figures],
        most=max((cost for _, cost in figures), key=lambda cost: cost.value),
        button=button,
        share_value=share_value,
    )


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error as error:
        raise FigureError(f"{pattern!r} is no regular expression: {error}.") from error
