"""The prices of an operation on a page: buttons that share one popover for each operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from whestdocs.disagreements import Disagreement, disagreements
from whestdocs.figures import Figure
from whestdocs.views.figure import exact_text
from whestdocs.views.formula import formula_html
from whestdocs.views.popover import Popovers
from whestdocs.views.templating import render

if TYPE_CHECKING:
    from whestdocs.edition import Edition


class OperationPrices:
    """The prices of a round's operations, as a page shows them.

    Hundreds of operations stand on one page, so what there is to tell about one stands in a
    single popover, whichever of its numbers is pointed at.
    """

    def __init__(self, edition: Edition, popovers: Popovers) -> None:
        self._edition = edition
        self._popovers = popovers
        self._targets: dict[str, str] = {}
        self._disagreements: dict[str, list[Disagreement]] = {}
        for found in disagreements(edition.operations):
            self._disagreements.setdefault(found.operation, []).append(found)

    def figure(self, name: str, dtype: str) -> Figure | None:
        """Return the price of an operation at a dtype, None if it has none there."""
        if dtype not in self._edition.operations[name].prices:
            return None
        return self._edition.figure(f"price/{name}/{dtype}")

    def reference(self, name: str) -> Figure:
        """Return the price of an operation at float32, or at the first dtype that it runs at."""
        dtype = self._edition.operations[name].reference
        return self._edition.figure(f"price/{name}/{dtype}")

    def disagreements(self, name: str) -> list[Disagreement]:
        """Return what flopscope says of an operation and that does not hold."""
        return self._disagreements.get(name, [])

    def formula(self, figure: Figure) -> Markup:
        """Return the HTML of a price's formula; of the price itself where it has none."""
        return formula_html(figure.formula) if figure.formula else Markup(exact_text(figure))

    def button(self, name: str, figure: Figure, text: Markup | str | None = None) -> Markup:
        """Return a price, or ``text`` in its place, as a button that opens the popover."""
        return render(
            "figure",
            text=exact_text(figure) if text is None else text,
            name=figure.name,
            names=None,
            target=self.popover(name),
        )

    def popover(self, name: str) -> str:
        """Return the element id of an operation's popover."""
        if name not in self._targets:
            label = f"Price of {name}"
            self._targets[name] = self._popovers.add(
                f"operation {name}", self._details(name), label=label
            )
        return self._targets[name]

    def _details(self, name: str) -> Markup:
        operation = self._edition.operations[name]
        figures = [figure for d in operation.prices if (figure := self.figure(name, d))]
        return render(
            "operation_popover",
            operation=operation,
            prices=[(f.name.rpartition("/")[2], f) for f in figures],
            returns=operation.prices[operation.reference].returns,
            formula=self.formula,
            exact_text=exact_text,
            disagreements=self.disagreements(name),
            command=figures[0].provenance.command,
        )
