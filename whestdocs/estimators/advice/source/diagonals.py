"""The diagonal of an expression, without the rest of the matrix."""

from __future__ import annotations

import ast
from collections.abc import Container, Sequence
from dataclasses import dataclass

from whestdocs.estimators.advice.source.chains import chain, diagonal_text
from whestdocs.estimators.advice.source.patterns import (
    arguments,
    column_vector,
    constant,
    diagonal_matrix,
    is_array,
    is_called,
    is_method,
    row_vector,
    subscripts,
    transposed,
    untagged,
)
from whestdocs.estimators.advice.source.subject import Subject

_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
#: Functions that work entry by entry, so that a diagonal is all that their diagonal needs.
_ENTRYWISE = frozenset(
    {"abs", "absolute", "sqrt", "square", "exp", "negative", "maximum", "minimum", "clip"}
    | {"multiply", "add", "subtract", "divide", "tanh", "sin", "cos", "arcsin", "arccos"}
)


@dataclass(frozen=True)
class Diagonal:
    """The diagonal of a matrix in the author's terms.

    Attributes:
        text: The expression that makes it.
        names: Variables that must hold no more than their diagonals for that.
        whole: Expressions that it reads as they are.
        products: The products of matrices that it spares, each with what makes its diagonal.
    """

    text: str
    names: tuple[ast.Name, ...] = ()
    whole: tuple[ast.expr, ...] = ()
    products: tuple[tuple[ast.expr, str], ...] = ()


def diagonal_of(subject: Subject, node: ast.expr, whole: Container[str]) -> Diagonal | None:
    """Return the diagonal of a square matrix, None if nothing is cheaper than all of it."""
    if not is_array(subject, node, (2,)):
        return _of_vector(subject, node)
    if isinstance(node, ast.Name):
        return None if node.id in whole else Diagonal(node.id, names=(node,))
    for made in (_of_product, einsum_diagonal, _of_outer):
        found = made(subject, node)
        if found is not None:
            return found
    inner = transposed(subject, node)
    if inner is not None:
        return diagonal_of(subject, inner, whole)
    return _of_operation(subject, node, whole)


def _of_vector(subject: Subject, node: ast.expr) -> Diagonal | None:
    """Return what a number or a vector adds to a diagonal: a vector is added to each row."""
    is_number = subject.value(node).was_always(lambda seen: seen.kind == "number")
    if is_number or constant(node) is not None or is_array(subject, node, (0, 1)):
        return Diagonal(subject.operand(node), whole=(node,))
    return None


def _of_product(subject: Subject, node: ast.expr) -> Diagonal | None:
    found = chain(subject, node, follow=False)
    text = None if found is None else diagonal_text(subject, found)
    if found is None or text is None:
        return None
    return Diagonal(text, whole=found.factors, products=((node, text),))


def einsum_diagonal(subject: Subject, node: ast.expr) -> Diagonal | None:
    """Return the einsum that makes the diagonal of what an einsum makes."""
    found = subscripts(subject, node)
    if found is None or not isinstance(node, ast.Call):
        return None
    inputs, output, operands = found
    if len(output) != 2 or len(set(output)) != 2:
        return None
    if any(word.arg in ("symmetry", "out") for word in node.keywords):
        return None
    kept, dropped = output[0], output[1]
    written = ", ".join(subject.source(untagged(subject, operand)) for operand in operands)
    letters = inputs.replace(dropped, kept)
    text = f'{subject.source(node.func)}("{letters}->{kept}", {written})'
    return Diagonal(text, whole=tuple(operands), products=((node, text),))


def _of_outer(subject: Subject, node: ast.expr) -> Diagonal | None:
    """Return the diagonal of an outer product, of a diagonal matrix, of a row or of a column."""
    if isinstance(node, ast.Call) and is_called(subject, node, "outer"):
        found = arguments(node, "a", "b")
        if len(found) == 2:
            text = " * ".join(subject.operand(part) for part in (found["a"], found["b"]))
            return Diagonal(text, whole=(found["a"], found["b"]))
    vector = (
        column_vector(subject, node) or row_vector(subject, node) or diagonal_matrix(subject, node)
    )
    return None if vector is None else Diagonal(subject.operand(vector), whole=(vector,))


def _of_operation(subject: Subject, node: ast.expr, whole: Container[str]) -> Diagonal | None:
    """Return the diagonal of what works entry by entry on matrices."""

    def joined(
        operands: Sequence[ast.expr], *between: str, brackets: bool = True
    ) -> Diagonal | None:
        parts = [diagonal_of(subject, operand, whole) for operand in operands]
        return _joined(parts, between, brackets)

    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        return joined([node.left, node.right], "", f" {_SIGNS[type(node.op)]} ", "")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        return joined([node.operand], "-" if isinstance(node.op, ast.USub) else "+", "")
    if isinstance(node, ast.IfExp):
        test = f" if {subject.source(node.test)} else "
        made = joined([node.body, node.orelse], "", test, "", brackets=False)
        return made and Diagonal(made.text, made.names, (*made.whole, node.test), made.products)
    if not isinstance(node, ast.Call):
        return None
    if is_called(subject, node, *_ENTRYWISE) and node.args and not node.keywords:
        commas = [", "] * (len(node.args) - 1)
        return joined(node.args, f"{subject.source(node.func)}(", *commas, ")", brackets=False)
    if subject.full_name(node) in ("flopscope.as_symmetric", "flopscope.symmetrize") and node.args:
        return diagonal_of(subject, node.args[0], whole)
    if is_method(subject, node, "astype") and len(node.args) == 1 and not node.keywords:
        owner = node.func.value  # type: ignore[attr-defined]
        return joined([owner], "", f".astype({subject.source(node.args[0])})")
    return None


def _joined(
    parts: Sequence[Diagonal | None], between: Sequence[str], brackets: bool
) -> Diagonal | None:
    """Return one diagonal of several with texts around them, None if one of them is unknown."""
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    text = between[0]
    for part, following in zip(known, between[1:], strict=True):
        text += f"({part.text})" if brackets and _is_compound(part.text) else part.text
        text += following
    return Diagonal(
        text,
        tuple(name for part in known for name in part.names),
        tuple(node for part in known for node in part.whole),
        tuple(node for part in known for node in part.products),
    )


def _is_compound(text: str) -> bool:
    tree = ast.parse(f"({text}\n)", mode="eval").body
    return isinstance(tree, (ast.BinOp, ast.IfExp, ast.UnaryOp))
