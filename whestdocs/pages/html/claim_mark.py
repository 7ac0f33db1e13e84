"""The mark beside a claim, which opens to the condition that was checked."""

from __future__ import annotations

import json
from collections.abc import Sequence

from markupsafe import Markup

from whestdocs.figures.figure import Figure
from whestdocs.views.html.popover import Popovers
from whestdocs.views.html.templating import render


def claim_mark(condition: str, figures: Sequence[Figure], popovers: Popovers) -> str:
    """Return the HTML of a mark that opens to ``condition`` and the values it compared.

    Args:
        condition: The condition as the page has it.
        figures: The figures that it looked at.
        popovers: The page's popovers.
    """
    commands = dict.fromkeys(figure.provenance.command for figure in figures)
    identifier = popovers.add(
        f"claim {condition}",
        lambda: render("claim_mark", condition=condition, figures=figures, commands=commands),
    )
    names = json.dumps([figure.name for figure in figures], ensure_ascii=False)
    return Markup(
        '<button type="button" class="figure claim-check" data-figure="{}" data-figures="{}" '
        'popovertarget="{}" '
        'aria-label="Checked claim: show the condition">\N{CHECK MARK}</button>'
    ).format(figures[0].name, names, identifier)
