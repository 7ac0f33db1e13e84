"""Random samplers: what each costs in the three interfaces that have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from whestdocs.price_kinds import Kind
from whestdocs.views.operation import OperationPrices
from whestdocs.views.popover import Popovers
from whestdocs.views.templating import render

if TYPE_CHECKING:
    from whestdocs.edition import Edition

#: The interfaces: how an operation's name begins, and what one writes.
INTERFACES = {
    "random.Generator.": "default_rng(seed)",
    "random.": "fnp.random",
    "random.RandomState.": "RandomState(seed)",
}
_DTYPES = ("float64", "float32")


def samplers_table(edition: Edition, popovers: Popovers) -> Markup:
    """Return the HTML of a table with a row for all samplers that cost the same everywhere.

    Raises:
        FigureError: A price is not accepted.
    """
    prices = OperationPrices(edition, popovers)
    groups: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for sampler in _samplers(edition):
        groups.setdefault(_prices_of(sampler, prices, edition), []).append(sampler)
    rows = sorted(groups.values(), key=lambda samplers: (-len(samplers), samplers))

    def cells(sampler: str) -> list[Markup]:
        return [_cell(f"{prefix}{sampler}", prices, edition) for prefix in INTERFACES]

    return render("samplers", interfaces=INTERFACES.values(), rows=rows, cells=cells)


def _samplers(edition: Edition) -> list[str]:
    names = edition.kinds.of_kind(Kind.SAMPLER)
    return sorted({name.rpartition(".")[2] for name in names})


def _prices_of(
    sampler: str, prices: OperationPrices, edition: Edition
) -> tuple[tuple[str, ...], ...]:
    """Return the formulas of a sampler in each interface, float64 first."""
    return tuple(
        tuple(
            figure.formula or str(figure.value)
            for dtype in _DTYPES
            if name in edition.operations and (figure := prices.figure(name, dtype))
        )
        for name in (f"{prefix}{sampler}" for prefix in INTERFACES)
    )


def _cell(name: str, prices: OperationPrices, edition: Edition) -> Markup:
    if name not in edition.operations or not edition.operations[name].prices:
        return Markup("–")
    double, single = (prices.figure(name, dtype) for dtype in _DTYPES)
    if double is None or single is None:
        return Markup("–")
    shown = prices.button(name, double, prices.formula(double))
    if single.value == double.value:
        return shown
    return Markup("{}, {} at float32").format(
        shown, prices.button(name, single, prices.formula(single))
    )
