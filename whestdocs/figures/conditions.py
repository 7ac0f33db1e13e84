"""The condition of a claim, taken apart: each part must say something about each of its figures."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from whestdocs.errors import FigureError
from whestdocs.figures.alterations import Alteration, alterations
from whestdocs.figures.figure import EXACT, Figure


@dataclass(frozen=True)
class Sensitivity:
    """How much a figure must change until a part of a condition is false.

    Attributes:
        part: The part, as it stands on the page.
        figure: A figure that it looks at.
        alteration: The smallest plausible change that makes it false, None for none.
    """

    part: str
    figure: Figure
    alteration: Alteration | None


def parts_of(condition: str) -> list[str]:
    """Return the conditions that must all be true for ``condition`` to be.

    A condition that Python would read differently from Jinja is one part.
    """
    source = condition.strip()
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [source]
    return list(_parts(tree, source))


def _parts(node: ast.expr, source: str) -> Iterator[str]:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            for value in values:
                yield from _parts(value, source)
        case ast.UnaryOp(op=ast.Not(), operand=ast.BoolOp(op=ast.Or(), values=values)):
            for value in values:
                yield from _parts(ast.UnaryOp(ast.Not(), value), source)
        case ast.Compare(ops=ops) if len(ops) > 1:
            operands = [node.left, *node.comparators]
            for left, op, right in zip(operands, ops, operands[1:], strict=False):
                yield ast.unparse(ast.Compare(left, [op], [right]))
        case _:
            yield ast.get_source_segment(source, node) or ast.unparse(node)


def refuse_weak(sensitivities: list[Sensitivity]) -> None:
    """Raise an error unless each part can be made false by each of its figures alone.

    Raises:
        FigureError: A part stays true; the text says which, and what to write instead.
    """
    for each in sensitivities:
        if each.alteration is None:
            raise FigureError(_weakness(each))


def _weakness(weak: Sensitivity) -> str:
    figure = weak.figure
    values = [figure.value, *(each.value for each in alterations(figure))]
    must_be = f"`== {figure.value}`" if figure.kind == EXACT else "both bounds it lies between"
    return (
        f"The part `{weak.part}` is too weak: {figure.name} is {_text(figure.value)}"
        f"{figure.unit and f' {figure.unit}'}, and the part stays true whatever it is from "
        f"{_text(min(values))} to {_text(max(values))}. Write what it must be, {must_be}, or a "
        "bound less than ten times away, such as `< 0.5 * figure(...)`, and say that in the "
        "sentence; or leave the part out."
    )


def _text(value: int | float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
