"""What a tag of symmetry saves: operations grouped by that, and by whether the tag survives."""

from __future__ import annotations

from markupsafe import Markup

from whestdocs.figures.filters import percent
from whestdocs.figures.quantities import quantity_of
from whestdocs.pages.html.operation_popover import OperationPrices
from whestdocs.pages.page_state import PageState
from whestdocs.views.html.templating import render

#: How many of a group are named without opening it.
_SHOWN = 10


def symmetry_table(page: PageState) -> Markup:
    """Return the HTML of the groups, the most saving first.

    Raises:
        FigureError: A price is not accepted.
    """
    prices = OperationPrices(page)
    groups: dict[tuple[float, bool], list[str]] = {}
    for name, operation in page.edition.operations.items():
        if operation.symmetry is not None:
            saved = operation.symmetry
            share = saved.tagged / saved.plain if saved.plain else 2.0
            groups.setdefault((round(share, 3), not saved.keeps), []).append(name)
    return render(
        "symmetry_table",
        groups=[
            {"share": _share(names[0], prices), "keeps": not loses, "names": names}
            for (_, loses), names in sorted(groups.items())
        ],
        shown=_SHOWN,
    )


def _share(name: str, prices: OperationPrices) -> Markup:
    symmetric = prices.symmetric(name)
    if symmetric is None or not symmetric[0].value:
        return Markup()
    plain, tagged = map(quantity_of, symmetric)
    return prices.button(name, symmetric[1], percent(tagged, plain, digits=0).text)
