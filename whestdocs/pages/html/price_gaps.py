"""Beside the price list: operations without a price, and what flopscope says otherwise."""

from __future__ import annotations

from markupsafe import Markup

from whestdocs.measurements.prices.disagreements import disagreements
from whestdocs.pages.html.formula import formula_html
from whestdocs.pages.page_state import PageState
from whestdocs.views.html.templating import render


def unpriced_table(page: PageState) -> Markup:
    """Return the HTML of the operations that have no price, and why; equal reasons together."""
    operations = page.edition.operations
    reasons: dict[str, list[str]] = {}
    for name, operation in operations.items():
        if not operation.prices:
            reasons.setdefault(operation.reason.replace(name, "…"), []).append(name)
    groups = sorted(reasons.values(), key=lambda names: -len(names))
    rows = [(names, operations[names[0]].reason) for names in groups]
    return render("price_gaps_unpriced", rows=rows)


def disagreements_table(page: PageState) -> Markup:
    """Return the HTML of what flopscope says and what was measured; equal cases together."""
    cases: dict[tuple[str, str, str], list[str]] = {}
    for found in disagreements(page.edition.operations):
        case = (found.source, found.said, found.measured)
        cases.setdefault(case, []).append(found.operation)
    by_source = sorted(cases.items(), key=lambda case: case[0][0])
    return render("price_gaps_disagreements", cases=by_source, formula=_formula)


def _formula(measured: str) -> Markup | str:
    """Return what was measured, as mathematics if it is a formula and no sentence."""
    try:
        return formula_html(measured)
    except (SyntaxError, ValueError):
        return measured
