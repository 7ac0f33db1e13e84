"""The prices of an operation on a page: buttons that share one popover for each operation."""

from __future__ import annotations

from markupsafe import Markup

from whestdocs.figures.figure import Figure
from whestdocs.measurements.prices.disagreements import Disagreement, disagreements
from whestdocs.pages.html.formula import formula_html
from whestdocs.pages.page_state import PageState
from whestdocs.views.html.figure_text import exact_text
from whestdocs.views.html.popover import figure_button
from whestdocs.views.html.templating import render


class OperationPrices:
    """The prices of a round's operations, as a page shows them.

    Hundreds of operations stand on one page, so what there is to tell about one stands in a
    single popover, whichever of its numbers is pointed at.
    """

    def __init__(self, page: PageState) -> None:
        self._edition = page.edition
        self._popovers = page.popovers
        self._disagreements: dict[str, list[Disagreement]] = {}
        for found in disagreements(page.edition.operations):
            self._disagreements.setdefault(found.operation, []).append(found)

    def price(self, name: str, dtype: str) -> Figure:
        """Return the price of an operation at a dtype that it runs at.

        Raises:
            FigureError: It is not accepted.
        """
        return self._edition.figure(f"price/{name}/{dtype}")

    def prices(self, name: str) -> dict[str, Figure]:
        """Return the prices of an operation by dtype."""
        return {dtype: self.price(name, dtype) for dtype in self._edition.operations[name].prices}

    def reference(self, name: str) -> Figure:
        """Return the price of an operation at float32, or at the first dtype that it runs at."""
        return self.price(name, self._edition.operations[name].reference)

    def symmetric(self, name: str) -> tuple[Figure, Figure] | None:
        """Return the prices on symmetric matrices, without the tag and with it, if it takes any."""
        if self._edition.operations[name].symmetry is None:
            return None
        return self.price(name, "symmetric/plain"), self.price(name, "symmetric/tagged")

    def disagreements(self, name: str) -> list[Disagreement]:
        """Return what flopscope says of an operation and that does not hold."""
        return self._disagreements.get(name, [])

    def formula(self, figure: Figure) -> Markup:
        """Return the HTML of a price's formula; of the price itself where it has none."""
        return formula_html(figure.formula) if figure.formula else Markup(exact_text(figure))

    def button(self, name: str, figure: Figure, text: Markup | str | None = None) -> Markup:
        """Return a price, or ``text`` in its place, as a button that opens the popover."""
        shown = exact_text(figure) if text is None else text
        return figure_button(shown, [figure], self.popover(name))

    def popover(self, name: str) -> str:
        """Return the element id of an operation's popover."""
        label = f"Price of {name}"
        return self._popovers.add(f"operation {name}", lambda: self._details(name), label=label)

    def _details(self, name: str) -> Markup:
        operation = self._edition.operations[name]
        return render(
            "operation_popover",
            operation=operation,
            prices=self.prices(name),
            symmetric=self.symmetric(name),
            returns=operation.prices[operation.reference].returns,
            formula=self.formula,
            disagreements=self.disagreements(name),
            provenance=self.reference(name).provenance,
        )
