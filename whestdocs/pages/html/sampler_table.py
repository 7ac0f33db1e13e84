"""Random samplers as a table: what each costs in the three interfaces that have it."""

from __future__ import annotations

from markupsafe import Markup

from whestdocs.measurements.prices.operations import Operation
from whestdocs.measurements.prices.samplers import INTERFACES, samplers
from whestdocs.pages.html.operation_popover import OperationPrices
from whestdocs.pages.page_state import PageState
from whestdocs.views.html.templating import render


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
    return render("sampler_table", interfaces=INTERFACES.values(), rows=rows)


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
