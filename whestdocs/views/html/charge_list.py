"""The charged expressions in a listing: each opens to what it costs and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from markupsafe import Markup

from whestdocs.estimators.profiles import Span, Sum
from whestdocs.text import visible
from whestdocs.views.html.figure_text import exact_text
from whestdocs.views.html.marks import Element, Mark, marks_of
from whestdocs.views.html.popover import Popovers
from whestdocs.views.html.source_text import AnnotatedText, Extent, one_line
from whestdocs.views.html.templating import render
from whestdocs.views.profiled_example import ProfiledExample

#: How many different operands of one expression are told apart.
_OPERANDS = 4


class Charges:
    """Makes the HTML elements that mark a file's charged expressions.

    Args:
        example: The estimator.
        file: The file.
        popovers: The page's popovers.
    """

    def __init__(self, example: ProfiledExample, file: str, popovers: Popovers) -> None:
        self._example = example
        self._file = file
        sums = example.profile.expressions
        self._sums = {key: total for key, total in sums.items() if key[0].file == file}
        self._popovers = popovers
        self._total = example.flops

    def elements(self, source: AnnotatedText, shown: Extent) -> list[Element]:
        """Return the elements for all expressions whose anchor lies in ``shown``."""
        marks = [mark for mark in marks_of(source, self._sums) if shown.covers(mark.anchor)]
        expressions: list[Element] = []
        anchors: list[Element] = []
        for mark in marks:
            operations = [self._operation(span, op) for span, op in mark.expressions]
            identifier = self._popover(mark, operations)
            expressions += _expressions(mark, identifier)
            anchors.append(self._anchor(source.slice(mark.anchor), mark, operations, identifier))
        # An anchor that is all of its expression must come second, to be the inner one.
        return expressions + anchors

    def _operation(self, span: Span, op: str) -> dict[str, Any]:
        """Return what a popover tells of an operation of a charged expression."""
        total, cost = self._sums[span, op], self._example.expression(span, op)
        return {
            "op": op,
            "expression": one_line(span.source),
            "flops": cost.flops,
            "calls": cost.calls,
            "least": cost.least,
            "most": cost.most,
            "operands": _operands(total),
            "dtypes": total.dtypes,
        }

    def _popover(self, mark: Mark, operations: list[dict[str, Any]]) -> str:
        provenance = self._total.provenance
        key = ["charge", provenance.round_tag, provenance.source, self._file, mark.anchor]

        def html() -> Markup:
            return render(
                "charge_list",
                operations=operations,
                total=self._total,
                provenance=provenance,
                text=partial(self._popovers.button, raw=True),
            )

        label = f"Cost of {operations[0]['expression']}"
        return self._popovers.add(json.dumps(key), html, label=label)

    def _anchor(
        self, token: str, mark: Mark, operations: list[dict[str, Any]], identifier: str
    ) -> Element:
        flops = sum(operation["flops"].value for operation in operations)
        heat = flops / self._total.value if self._total.value else 0.0
        costs = ", ".join(f"{each['op']} {exact_text(each['flops'])} FLOPs" for each in operations)
        opening = Markup(
            '<button type="button" class="{}" popovertarget="{}" aria-label="{}" '
            'style="--heat: {}">'
        ).format(
            "charge__anchor" if flops else "charge__anchor charge__anchor--free",
            identifier,
            # What is visible comes first, for those who speak to their computer.
            visible(f"{token} {costs}"),
            f"{min(heat, 1.0):.4f}",
        )
        return Element(mark.anchor, opening, Markup("</button>"))


def _expressions(mark: Mark, identifier: str) -> Iterator[Element]:
    opening = Markup('<span class="charge" data-charge="{}">').format(identifier)
    for extent in sorted(mark.extents):
        yield Element(extent, opening, Markup("</span>"))


def _operands(total: Sum) -> list[str]:
    """Return what an operation was applied to, without repetition."""
    texts = list(
        dict.fromkeys(
            _operand_text(charge.subscripts, json.loads(charge.shapes)) for charge in total.charges
        )
    )
    return [*texts[:_OPERANDS], "…"] if len(texts) > _OPERANDS else texts


def _operand_text(subscripts: str | None, shapes: list[list[int]]) -> str:
    names = [_shape_text(shape) for shape in shapes]
    parts = ([subscripts] if subscripts else []) + ([", ".join(names)] if names else [])
    return " of ".join(parts) or "none"


def _shape_text(shape: list[int]) -> str:
    times = " \N{MULTIPLICATION SIGN} "
    return times.join(str(length) for length in shape) or "scalar"
