"""Matrices of which only the diagonal is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.chains import chain, diagonal_text
from whestdocs.estimators.advice.source.diagonals import einsum_diagonal
from whestdocs.estimators.advice.source.edits import Edit
from whestdocs.estimators.advice.source.last_layer import last_passes
from whestdocs.estimators.advice.source.mentions import target
from whestdocs.estimators.advice.source.patterns import constant, diagonal, is_array, summed_up
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.source.variables import definition, sole_value, uses

RULE = Rule("diagonal-only", "a whole matrix of which only the diagonal is used")
_MESSAGE = (
    "Only the diagonal of this matrix is used, and all of it is worked out. Sum just the "
    "products of entries that belong to the diagonal."
)
_LAST_LAYER = (
    "In the last layer nothing uses this matrix but for its diagonal. Work out the diagonal "
    "alone there, and leave out what only a further layer would need."
)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each product of which no more than the diagonal is used."""
    for node in subject.expressions(ast.Call):
        matrix = diagonal(subject, node)
        if matrix is not None and not _is_summed_up(subject, node):
            yield from _direct(subject, node, matrix)
    for assignment in subject.nodes(ast.Assign):
        if subject.function(assignment) is not None and target(assignment) is not None:
            yield from _held(subject, assignment)
    for found in last_passes(subject):
        if found.spares_products:
            yield RULE.candidate(subject, found.node, _LAST_LAYER, found.rewrite, *found.edits)


def _diagonal_text(subject: Subject, matrix: ast.expr) -> tuple[str, Sequence[Edit]] | None:
    """Return the diagonal of a product of matrices, and the edits that this needs elsewhere."""
    if isinstance(matrix, ast.BinOp) and isinstance(matrix.op, (ast.Mult, ast.Div)):
        return _scaled(subject, matrix)
    found = chain(subject, matrix)
    if found is not None:
        text = diagonal_text(subject, found)
        return None if text is None else (text, found.removals)
    made = einsum_diagonal(subject, matrix)
    return None if made is None else (made.text, ())


def _scaled(subject: Subject, matrix: ast.BinOp) -> tuple[str, Sequence[Edit]] | None:
    """Return the diagonal of a product of matrices that a number is the factor of, likewise."""
    sign = "*" if isinstance(matrix.op, ast.Mult) else "/"
    if _is_number(subject, matrix.right):
        made = _diagonal_text(subject, matrix.left)
        return made and (f"{made[0]} {sign} {subject.operand(matrix.right)}", made[1])
    if _is_number(subject, matrix.left) and sign == "*":
        made = _diagonal_text(subject, matrix.right)
        return made and (f"{subject.operand(matrix.left)} * ({made[0]})", made[1])
    return None


def _is_number(subject: Subject, node: ast.expr) -> bool:
    is_scalar = subject.value(node).was_always(
        lambda seen: seen.kind == "number" or seen.shape == ()
    )
    return is_scalar or constant(node) is not None


def _direct(subject: Subject, node: ast.Call, matrix: ast.expr) -> Iterator[Candidate]:
    """Yield the sum for the diagonal of an expression, or of a variable used only here."""
    held, removals = sole_value(subject, matrix)
    made = _diagonal_text(subject, held)
    if made is not None:
        text, others = made
        yield RULE.replacement(subject, node, _MESSAGE, text, *removals, *others)


def _held(subject: Subject, assignment: ast.Assign) -> Iterator[Candidate]:
    """Yield the sum for a variable that is read several times, each time for its diagonal."""
    names = uses(subject, assignment)
    if len(names) < 2 or not is_array(subject, assignment.value, (2,)):
        return
    edits: list[Edit] = []
    for name in names:
        around = subject.parent(name)
        if isinstance(around, ast.Attribute):
            around = subject.parent(around)
        if not isinstance(around, ast.Call) or diagonal(subject, around) is not name:
            return
        if definition(subject, name) is not assignment:
            return
        edits.append(subject.replaced(around, name.id))
    made = _diagonal_text(subject, assignment.value)
    if made is not None:
        text, others = made
        value = assignment.value
        yield RULE.replacement(subject, value, _MESSAGE, text, *others, *edits)


def _is_summed_up(subject: Subject, node: ast.Call) -> bool:
    """Return whether a diagonal is only there for its sum: that is a trace."""
    parent = subject.parent(node)
    around = subject.parent(parent) if isinstance(parent, ast.Attribute) else parent
    return around is not None and summed_up(subject, around) is node
