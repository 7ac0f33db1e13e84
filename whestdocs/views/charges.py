"""The charged expressions in a listing: each opens to what it costs and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from whestdocs.figures import Figure, expression_paths
from whestdocs.profiles import Profile, Span, Sum
from whestdocs.text import visible
from whestdocs.views.figure import command_line, exact_text, figure_button, share_text
from whestdocs.views.marks import Element, Mark, marks_of
from whestdocs.views.popover import Popovers
from whestdocs.views.source import Extent, SourceText, one_line
from whestdocs.views.templating import render

#: How many different operands of one expression are told apart.
_OPERANDS = 4


@dataclass(frozen=True)
class _Operation:
    """One operation of a charged expression.

    Attributes:
        op: The operation.
        expression: Source of the expression, on one line.
        flops: Its FLOPs.
        calls: Its calls.
        least: FLOPs in the layer where it is cheapest, or None outside of layers.
        most: FLOPs in the layer where it is most expensive, or None.
        operands: What it was applied to, such as ``"ij,ia→ja of (8, 8) and (8, 4)"``.
        dtypes: The dtypes it was billed at.
    """

    op: str
    expression: str
    flops: Figure
    calls: Figure
    least: Figure | None
    most: Figure | None
    operands: list[str]
    dtypes: list[str]


class Charges:
    """Makes the HTML elements that mark a file's charged expressions.

    Args:
        profile: Tells which expressions were charged.
        file: The file.
        look_up: Returns the figure at a path below the estimator's.
        popovers: The page's popovers.
    """

    def __init__(
        self, profile: Profile, file: str, look_up: Callable[[str], Figure], popovers: Popovers
    ) -> None:
        paths = expression_paths(profile)
        self._file = file
        self._paths = {key: item for key, item in paths.items() if key[0].file == file}
        self._look_up = look_up
        self._popovers = popovers
        self._total = look_up("flops")

    def elements(self, source: SourceText, shown: Extent) -> list[Element]:
        """Return the elements for all expressions whose anchor lies in ``shown``."""
        marks = [mark for mark in marks_of(source, self._paths) if shown.covers(mark.anchor)]
        expressions: list[Element] = []
        anchors: list[Element] = []
        for mark in marks:
            operations = [self._operation(span, op) for span, op in mark.expressions]
            identifier = self._popover(mark, operations)
            expressions += _expressions(mark, identifier)
            anchors.append(self._anchor(source.slice(mark.anchor), mark, operations, identifier))
        # An anchor that is all of its expression must come second, to be the inner one.
        return expressions + anchors

    def _operation(self, span: Span, op: str) -> _Operation:
        path, total = self._paths[span, op]
        in_layers = bool(total.flops_by_layer)
        return _Operation(
            op=op,
            expression=one_line(span.source),
            flops=self._look_up(f"{path}/flops"),
            calls=self._look_up(f"{path}/calls"),
            least=self._look_up(f"{path}/layer/least") if in_layers else None,
            most=self._look_up(f"{path}/layer/most") if in_layers else None,
            operands=_operands(total),
            dtypes=total.dtypes,
        )

    def _popover(self, mark: Mark, operations: list[_Operation]) -> str:
        provenance = self._total.provenance
        key = ["charge", provenance.round_tag, provenance.source, self._file, mark.anchor]

        def text(text: str, *figures: Figure) -> Markup:
            return figure_button(text, figures, self._popovers, raw=True)

        html = render(
            "charge_popover",
            operations=operations,
            total=self._total,
            provenance=provenance,
            command=command_line(provenance.command),
            text=text,
            exact_text=exact_text,
            share_text=share_text,
        )
        label = f"Cost of {operations[0].expression}"
        return self._popovers.add(json.dumps(key), html, label=label)

    def _anchor(
        self, token: str, mark: Mark, operations: list[_Operation], identifier: str
    ) -> Element:
        flops = sum(operation.flops.value for operation in operations)
        heat = flops / self._total.value if self._total.value else 0.0
        costs = ", ".join(f"{each.op} {exact_text(each.flops)} FLOPs" for each in operations)
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
