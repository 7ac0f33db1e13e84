"""The mark beside a claim, which opens to the condition that was checked."""

from __future__ import annotations

import json
from collections.abc import Sequence

from markupsafe import Markup

from whestdocs.figures.figure import Figure
from whestdocs.views.html.figure_text import command_line, exact_text
from whestdocs.views.html.popover import Popovers


def claim_mark(condition: str, figures: Sequence[Figure], popovers: Popovers) -> str:
    """Return the HTML of a mark that opens to ``condition`` and the values it compared.

    Args:
        condition: The condition as the page has it.
        figures: The figures that it looked at.
        popovers: The page's popovers.
    """
    identifier = popovers.add(f"claim {condition}", lambda: _checked(condition, figures))
    names = json.dumps([figure.name for figure in figures], ensure_ascii=False)
    return Markup(
        '<button type="button" class="figure claim-check" data-figure="{}" data-figures="{}" '
        'popovertarget="{}" '
        'aria-label="Checked claim: show the condition">\N{CHECK MARK}</button>'
    ).format(figures[0].name, names, identifier)


def _checked(condition: str, figures: Sequence[Figure]) -> Markup:
    """Return the content of the popover of a claim."""
    values = Markup("").join(
        Markup("<dt>{}</dt><dd>{} {}</dd>").format(figure.name, exact_text(figure), figure.unit)
        for figure in figures
    )
    commands = dict.fromkeys(figure.provenance.command for figure in figures)
    return Markup(
        "<p><strong>Checked when this page was built.</strong> The build fails if this is "
        "not true:</p><p><code>{}</code></p><dl class='figure-popover__provenance'>{}</dl>{}"
    ).format(condition, values, Markup("").join(map(command_line, commands)))
