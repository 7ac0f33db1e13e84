"""The price list: a row for each operation that has a price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from whestdocs.figures import Figure
from whestdocs.operations import DTYPES
from whestdocs.price_kinds import Kind
from whestdocs.quantities import significant
from whestdocs.views.figure import exact_text
from whestdocs.views.operation import OperationPrices
from whestdocs.views.popover import Popovers
from whestdocs.views.templating import render

if TYPE_CHECKING:
    from whestdocs.edition import Edition

#: Dtypes without a column of their own.
_OTHER_DTYPES = tuple(dtype for dtype in DTYPES if dtype not in ("float32", "float64"))


@dataclass(frozen=True)
class _Row:
    """An operation in the list.

    Attributes:
        name: Its name.
        anchor: Address of the row on the page.
        call: The call that was priced, "" if it is the name.
        kind: Kind of its price.
        target: Element id of its popover.
        formula: HTML of the formula at the first dtype.
        float32: Its price at float32, None if it does not run at that.
        float64: Its price at float64, None likewise.
        others: Prices at the other dtypes, by dtype, for those who look for one.
        dtype_factor: How many times the price at float32 that at float64 is, "" if unknown.
        complex_factor: The same for complex64.
        differs: Whether flopscope says something else.
    """

    name: str
    anchor: str
    call: str
    kind: Kind
    target: str
    formula: Markup
    float32: Figure | None
    float64: Figure | None
    others: str
    dtype_factor: str
    complex_factor: str
    differs: bool


def price_list(edition: Edition, popovers: Popovers) -> Markup:
    """Return the HTML of the list.

    Raises:
        FigureError: A price is not accepted.
    """
    prices = OperationPrices(edition, popovers)
    rows = [_row(name, edition, prices) for name, each in edition.operations.items() if each.prices]
    return render(
        "price_list",
        rows=rows,
        kinds=[kind.value for kind in Kind if edition.kinds.of_kind(kind)],
        dtypes=_OTHER_DTYPES,
        exact_text=exact_text,
    )


def _row(name: str, edition: Edition, prices: OperationPrices) -> _Row:
    operation = edition.operations[name]
    by_dtype = prices.prices(name)
    single, double = by_dtype.get("float32"), by_dtype.get("float64")
    return _Row(
        name=name,
        anchor=f"price-{name.replace(' ', '_')}",
        call="" if operation.call == name else operation.call or "",
        kind=edition.kinds[name],
        target=prices.popover(name),
        formula=prices.formula(prices.reference(name)),
        float32=single,
        float64=double,
        others=" ".join(
            f"{dtype}:{exact_text(by_dtype[dtype])}" for dtype in _OTHER_DTYPES if dtype in by_dtype
        ),
        dtype_factor=_times(double, single),
        complex_factor=_times(by_dtype.get("complex64"), single),
        differs=bool(prices.disagreements(name)),
    )


def _times(figure: Figure | None, of: Figure | None) -> str:
    if figure is None or of is None or not of.value:
        return ""
    ratio = figure.value / of.value
    return f"{ratio:.0f}×" if abs(ratio - round(ratio)) < 0.01 else f"{significant(ratio, 2)}×"
