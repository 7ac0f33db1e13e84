"""Symmetry tags that get lost: the operation that lost one, not those that pay for it later.

flopscope bills half where it knows that a result is symmetric. It knows by a tag, which
most operations cannot keep; what comes afterwards then costs the whole.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.noted_values import Seen
from whestdocs.estimators.advice.source.patterns import (
    AS_SYMMETRIC,
    NUMPY,
    column_vector,
    inputs,
    is_method,
    is_operation,
    row_vector,
)
from whestdocs.estimators.advice.source.subject import Subject

RULE = Rule("symmetry-lost", "an operation that drops a symmetry tag")
_CHECK = (
    "as_symmetric checks its argument and raises a SymmetryError where rounding has gone too far"
)
_TAG = (
    "`{}` is given a matrix with a symmetry tag and returns one "
    f"without, so what follows costs the whole matrix. Say that it is symmetric; {_CHECK}."
)
_OUTER = (
    "Rows and columns are scaled one after the other: after the first the matrix is not "
    "symmetric, and its tag is gone. `{}` is symmetric, and so "
    "is its product with a tagged matrix."
)
_FILL = "`fill_diagonal` writes into `{}`, which loses its symmetry tag by that. "
_ADD = f"{_FILL}Add what the diagonal lacks: a sum of symmetric matrices keeps it."
_AGAIN = f"{_FILL}Tag it again; {_CHECK}."
#: Products of a symmetric matrix are not symmetric, whatever the other factor.
_PRODUCTS = frozenset({"matmul", "dot"})


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield candidates for each operation that is given a tag and returns none."""
    for node in subject.expressions(ast.expr):
        if isinstance(node, ast.Call) and _is_fill(subject, node):
            yield from _without_fill(subject, node)
        elif isinstance(node, (ast.Call, ast.BinOp)) and _loses(subject, node):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
                yield from _by_outer_product(subject, node)
            tag = subject.spelling(node, AS_SYMMETRIC)
            if tag is not None:
                text = f"{tag}({subject.source(node)}, symmetry=(0, 1))"
                yield RULE.replacement(subject, node, _TAG.format(subject.shown(node)), text)


def _square(subject: Subject, node: ast.expr) -> Seen | None:
    """Return what a square matrix was when it was first evaluated, None for anything else."""
    for seen in subject.value(node).seen[:1]:
        if seen.shape is not None and len(seen.shape) == 2 and seen.shape[0] == seen.shape[1] > 1:
            return seen
    return None


def _is_tagged(subject: Subject, node: ast.expr) -> bool:
    seen = _square(subject, node)
    return seen is not None and seen.symmetry is not None


def _loses(subject: Subject, node: ast.Call | ast.BinOp) -> bool:
    """Return whether an operation is given a tagged matrix and returns an untagged one."""
    seen = _square(subject, node)
    if seen is None or seen.symmetry or not is_operation(subject, node):
        return False
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return False
    if subject.full_name(node).rpartition(".")[2] in _PRODUCTS or is_method(subject, node, "dot"):
        return False
    given = [_square(subject, found) for found in inputs(node) if _is_tagged(subject, found)]
    return any(found.shape == seen.shape for found in given if found is not None)


def _by_outer_product(subject: Subject, node: ast.BinOp) -> Iterator[Candidate]:
    """Yield the candidate that scales rows and columns by an outer product."""
    outer = subject.spelling(node, f"{NUMPY}.outer")
    top: ast.BinOp = node
    while isinstance(around := subject.parent(top), ast.BinOp) and isinstance(around.op, ast.Mult):
        top = around
    factors = list(_factors(top))
    columns = [found for found in factors if column_vector(subject, found) is not None]
    if outer is None or len(columns) != 1:
        return
    vector = subject.source(column_vector(subject, columns[0]) or columns[0])
    across = [
        found
        for found in factors
        if vector in (subject.source(found), subject.source(row_vector(subject, found) or found))
    ]
    matrices = [found for found in factors if found not in (*columns, *across)]
    if len(across) == 1 and matrices:
        product = f"{outer}({vector}, {vector})"
        text = f"{product} * {' * '.join(subject.operand(found) for found in matrices)}"
        yield RULE.replacement(subject, top, _OUTER.format(product), text)


def _factors(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield from _factors(node.left)
        yield from _factors(node.right)
    else:
        yield node


def _is_fill(subject: Subject, call: ast.Call) -> bool:
    """Return whether a statement writes the diagonal of a tagged matrix."""
    if subject.full_name(call) != f"{NUMPY}.fill_diagonal" or len(call.args) != 2:
        return False
    is_statement = isinstance(subject.parent(call), ast.Expr)
    return is_statement and isinstance(call.args[0], ast.Name) and _is_tagged(subject, call.args[0])


def _without_fill(subject: Subject, call: ast.Call) -> Iterator[Candidate]:
    """Yield the candidates that set a diagonal and keep the tag."""
    diag = subject.spelling(call, f"{NUMPY}.diag")
    einsum = subject.spelling(call, f"{NUMPY}.einsum")
    tag = subject.spelling(call, AS_SYMMETRIC)
    matrix, diagonal = call.args
    name = subject.source(matrix)
    if diag is not None and einsum is not None:
        lacks = f'{subject.operand(diagonal)} - {einsum}("ii->i", {name})'
        text = f"{name} = {name} + {diag}({lacks})"
        yield RULE.replacement(subject, call, _ADD.format(name), text)
    if tag is not None:
        again = f"{name} = {tag}({name}, symmetry=(0, 1))"
        edit = subject.replaced(call, f"{subject.source(call)}; {again}")
        yield RULE.candidate(subject, call, _AGAIN.format(name), again, edit)
