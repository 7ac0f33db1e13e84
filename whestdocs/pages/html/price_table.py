"""The price list: a row for each operation that has a price."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from whestdocs.figures.figure import Figure
from whestdocs.measurements.prices.operations import DTYPES
from whestdocs.measurements.prices.price_kinds import Kind
from whestdocs.numbers import significant
from whestdocs.pages.edition import Edition
from whestdocs.pages.html.operation_popover import OperationPrices
from whestdocs.pages.page_state import PageState
from whestdocs.views.html.figure_text import exact_text
from whestdocs.views.html.templating import render

#: Dtypes without a column of their own.
_OTHER_DTYPES = tuple(dtype for dtype in DTYPES if dtype not in ("float32", "float64"))


def price_list(page: PageState) -> Markup:
    """Return the HTML of the list.

    Raises:
        FigureError: A price is not accepted.
    """
    edition, prices = page.edition, OperationPrices(page)
    rows = [_row(name, edition, prices) for name, each in edition.operations.items() if each.prices]
    return render(
        "price_table",
        rows=rows,
        kinds=[kind.value for kind in Kind if edition.kinds.of_kind(kind)],
        dtypes=_OTHER_DTYPES,
    )


def _row(name: str, edition: Edition, prices: OperationPrices) -> dict[str, Any]:
    operation = edition.operations[name]
    by_dtype = prices.prices(name)
    single, double = by_dtype.get("float32"), by_dtype.get("float64")
    return {
        "name": name,
        "anchor": f"price-{name.replace(' ', '_')}",
        "call": "" if operation.call == name else operation.call or "",
        "kind": edition.kinds[name],
        "target": prices.popover(name),
        "formula": prices.formula(prices.reference(name)),
        "float32": single,
        "float64": double,
        # For those who look for another dtype.
        "others": " ".join(
            f"{dtype}:{exact_text(by_dtype[dtype])}" for dtype in _OTHER_DTYPES if dtype in by_dtype
        ),
        "dtype_factor": _times(double, single),
        "complex_factor": _times(by_dtype.get("complex64"), single),
        "differs": bool(prices.disagreements(name)),
    }


def _times(figure: Figure | None, of: Figure | None) -> str:
    if figure is None or of is None or not of.value:
        return ""
    ratio = figure.value / of.value
    return f"{ratio:.0f}×" if abs(ratio - round(ratio)) < 0.01 else f"{significant(ratio, 2)}×"
