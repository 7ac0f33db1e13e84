"""Matrices of which only the diagonal is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.advice.candidate import Candidate, Edit
from whestdocs.advice.chains import chain, halves
from whestdocs.advice.last_layer import last_layer
from whestdocs.advice.patterns import constant, diagonal, function, is_array, subscripts, summed_up
from whestdocs.advice.subject import Subject
from whestdocs.advice.variables import definition, sole_definition, uses

_MESSAGE = (
    "Only the diagonal of this matrix is used, and all of it is worked out. Sum just the "
    "products of entries that belong to the diagonal."
)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each product of which no more than the diagonal is used."""
    for node in subject.expressions(ast.Call):
        matrix = diagonal(subject, node)
        if matrix is not None and not _is_summed_up(subject, node):
            yield from _direct(subject, node, matrix)
    for assignment in _assignments(subject):
        yield from _held(subject, assignment)
    yield from last_layer(subject, diagonal_text)


def diagonal_text(subject: Subject, matrix: ast.expr) -> tuple[str, tuple[Edit, ...]] | None:
    """Return the diagonal of a product of matrices, and the edits that this needs elsewhere."""
    scaled = _scaled(subject, matrix)
    if scaled is not None:
        return scaled
    found = chain(subject, matrix)
    total, einsum = (function(subject, matrix, name) for name in ("sum", "einsum"))
    if found is None:
        text = _einsum_text(subject, matrix)
        return None if text is None else (text, ())
    parts = halves(subject, found)
    if parts.axis is not None and total is not None:
        return f"{total}({parts.left} * {parts.right}, axis={parts.axis})", found.removals
    if parts.axis is None and einsum is not None:
        return f'{einsum}("ij,ji->i", {parts.left}, {parts.right})', found.removals
    return None


def _scaled(subject: Subject, matrix: ast.expr) -> tuple[str, tuple[Edit, ...]] | None:
    """Return the diagonal of a product of matrices that a number is the factor of, likewise."""
    if not isinstance(matrix, ast.BinOp) or not isinstance(matrix.op, (ast.Mult, ast.Div)):
        return None
    sign = "*" if isinstance(matrix.op, ast.Mult) else "/"
    if _is_number(subject, matrix.right):
        made = diagonal_text(subject, matrix.left)
        form = f"{{}} {sign} {subject.operand(matrix.right)}"
    elif _is_number(subject, matrix.left) and sign == "*":
        made = diagonal_text(subject, matrix.right)
        form = f"{subject.operand(matrix.left)} * ({{}})"
    else:
        return None
    return None if made is None else (form.format(made[0]), made[1])


def _is_number(subject: Subject, node: ast.expr) -> bool:
    value = subject.value(node)
    return constant(node) is not None or (
        value is not None and all(seen.kind == "number" or seen.shape == () for seen in value.seen)
    )


def _direct(subject: Subject, node: ast.Call, matrix: ast.expr) -> Iterator[Candidate]:
    """Yield the sum for the diagonal of an expression, or of a variable used only here."""
    removals: tuple[Edit, ...] = ()
    if isinstance(matrix, ast.Name):
        assignment = sole_definition(subject, matrix)
        if assignment is None:
            return
        matrix, removals = assignment.value, (subject.removed(assignment),)
    made = diagonal_text(subject, matrix)
    if made is not None:
        text, others = made
        edits = (subject.replaced(node, text), *removals, *others)
        yield Candidate("diagonal-only", subject.span(node), _MESSAGE, text, edits)


def _held(subject: Subject, assignment: ast.Assign) -> Iterator[Candidate]:
    """Yield the sum for a variable that is read several times, each time for its diagonal."""
    readers = [subject.parent(name) for name in uses(subject, assignment)]
    diagonals = [node for node in readers if isinstance(node, ast.Call)]
    if len(readers) < 2 or len(diagonals) < len(readers):
        return
    names = [diagonal(subject, node) for node in diagonals]
    if not all(isinstance(n, ast.Name) and definition(subject, n) is assignment for n in names):
        return
    made = diagonal_text(subject, assignment.value)
    if made is not None:
        text, others = made
        edits = [subject.replaced(assignment.value, text), *others]
        for node, name in zip(diagonals, names, strict=True):
            edits.append(subject.replaced(node, subject.source(name)))  # type: ignore[arg-type]
        span = subject.span(assignment.value)
        yield Candidate("diagonal-only", span, _MESSAGE, text, tuple(edits))


def _einsum_text(subject: Subject, matrix: ast.expr) -> str | None:
    """Return the einsum that makes the diagonal of what an einsum makes."""
    found = subscripts(subject, matrix)
    if found is None or not isinstance(matrix, ast.Call):
        return None
    inputs, output, operands = found
    if (
        len(output) != 2
        or len(set(output)) != 2
        or any(word.arg != "symmetry" for word in matrix.keywords)
    ):
        return None
    kept, dropped = output[0], output[1]
    written = ", ".join(subject.source(operand) for operand in operands)
    return f'{subject.source(matrix.func)}("{inputs.replace(dropped, kept)}->{kept}", {written})'


def _assignments(subject: Subject) -> Iterator[ast.Assign]:
    for module in subject.modules:
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Assign) or subject.function(node) is None:
                continue
            if len(node.targets) == 1 and is_array(subject, node.value, (2,)):
                yield node


def _is_summed_up(subject: Subject, node: ast.Call) -> bool:
    """Return whether a diagonal is only there for its sum: that is a trace."""
    parent = subject.parent(node)
    around = subject.parent(parent) if isinstance(parent, ast.Attribute) else parent
    return isinstance(around, ast.Call) and summed_up(subject, around) is node
