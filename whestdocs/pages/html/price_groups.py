"""Operations in groups: those that have no price, cost the same, or save the same by a tag."""

from __future__ import annotations

from markupsafe import Markup

from whestdocs.figures.filters import percent
from whestdocs.figures.quantities import quantity_of
from whestdocs.measurements.prices.disagreements import disagreements
from whestdocs.measurements.prices.operations import Operation
from whestdocs.measurements.prices.samplers import INTERFACES, samplers
from whestdocs.pages.html.formula import formula_html
from whestdocs.pages.html.operation_popover import OperationPrices
from whestdocs.pages.page_state import PageState
from whestdocs.views.html.templating import render

#: How many of a group are named without opening it.
_SHOWN = 10


def unpriced_table(page: PageState) -> Markup:
    """Return the HTML of the operations that have no price, and why; equal reasons together."""
    operations = page.edition.operations
    reasons: dict[str, list[str]] = {}
    for name, operation in operations.items():
        if not operation.prices:
            reasons.setdefault(operation.reason.replace(name, "…"), []).append(name)
    groups = sorted(reasons.values(), key=lambda names: -len(names))
    rows = [(names, operations[names[0]].reason) for names in groups]
    return render("price_groups_unpriced", rows=rows)


def disagreements_table(page: PageState) -> Markup:
    """Return the HTML of what flopscope says and what was measured; equal cases together."""
    cases: dict[tuple[str, str, str], list[str]] = {}
    for found in disagreements(page.edition.operations):
        case = (found.source, found.said, found.measured)
        cases.setdefault(case, []).append(found.operation)
    by_source = sorted(cases.items(), key=lambda case: case[0][0])
    return render("price_groups_disagreements", cases=by_source, formula=_formula)


def _formula(measured: str) -> Markup | str:
    """Return what was measured, as mathematics if it is a formula and no sentence."""
    try:
        return formula_html(measured)
    except (SyntaxError, ValueError):
        return measured


def samplers_table(page: PageState) -> Markup:
    """Return the HTML of a table with a row for all samplers that cost the same everywhere.

    Raises:
        FigureError: A price is not accepted.
    """
    prices = OperationPrices(page)
    found = samplers(page.edition.operations)
    alike: dict[tuple[str, ...], list[str]] = {}
    for sampler, interfaces in found.items():
        alike.setdefault(tuple(map(_formulas, interfaces)), []).append(sampler)
    groups = sorted(alike.values(), key=lambda names: (-len(names), names))
    rows = [(names, _cells(found[names[0]], prices)) for names in groups]
    return render("price_groups_samplers", interfaces=INTERFACES.values(), rows=rows)


def _formulas(operation: Operation | None) -> str:
    """Return what tells the prices of two samplers apart."""
    prices = operation.prices.values() if operation else ()
    return "; ".join(price.formula or str(price.flops) for price in prices)


def _cells(interfaces: list[Operation | None], prices: OperationPrices) -> dict[str, Markup]:
    """Return the HTML of a sampler's prices, by what one writes to get at it."""
    written = zip(INTERFACES.values(), interfaces, strict=True)
    return {interface: _cell(operation, prices) for interface, operation in written}


def _cell(operation: Operation | None, prices: OperationPrices) -> Markup:
    """Return the HTML of a sampler's price at float64, and at float32 if that is another."""
    if operation is None:
        return Markup("–")
    single, double = (prices.price(operation.name, dtype) for dtype in ("float32", "float64"))
    shown = prices.button(operation.name, double, prices.formula(double))
    if single.value == double.value:
        return shown
    cheaper = prices.button(operation.name, single, prices.formula(single))
    return Markup("{}, {} at float32").format(shown, cheaper)


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
    rows = [
        {"share": _share(names[0], prices), "keeps": not loses, "names": names}
        for (_, loses), names in sorted(groups.items())
    ]
    return render("price_groups_symmetry", groups=rows, shown=_SHOWN)


def _share(name: str, prices: OperationPrices) -> Markup:
    symmetric = prices.symmetric(name)
    if symmetric is None or not symmetric[0].value:
        return Markup()
    plain, tagged = map(quantity_of, symmetric)
    return prices.button(name, symmetric[1], percent(tagged, plain, digits=0).text)
