"""Symmetry tags that get lost: the operation that lost one, not those that pay for it later.

flopscope bills half where it knows that a result is symmetric. It knows by a tag, which
most operations cannot keep; what comes afterwards then costs the whole.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.advice.candidate import Candidate
from whestdocs.advice.rules.inputs import NUMPY, argument, inputs, is_operation
from whestdocs.advice.subject import Subject
from whestdocs.advice.values import Seen

#: Products of a symmetric matrix are not symmetric, whatever the other factor.
_PRODUCTS = frozenset({"matmul", "dot"})
_CHECK = (
    "as_symmetric checks its argument and raises a SymmetryError where rounding has gone too far"
)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield candidates for each operation that is given a tag and returns none."""
    for node in subject.expressions(ast.expr):
        if isinstance(node, ast.Call) and _is_fill(subject, node):
            yield from _without_fill(subject, node)
        elif isinstance(node, (ast.Call, ast.BinOp)) and _loses(subject, node):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
                yield from _by_outer_product(subject, node)
            yield from _tagged_again(subject, node)


def _first(subject: Subject, node: ast.expr) -> Seen | None:
    """Return what an expression was when it was first evaluated."""
    value = subject.value(node)
    return None if value is None else value.seen[0]


def _is_square(seen: Seen | None) -> bool:
    return (
        seen is not None
        and seen.shape is not None
        and len(seen.shape) == 2
        and seen.shape[0] == seen.shape[1] > 1
    )


def _is_tagged(subject: Subject, node: ast.expr) -> bool:
    seen = _first(subject, node)
    return _is_square(seen) and seen is not None and seen.symmetry is not None


def _loses(subject: Subject, node: ast.Call | ast.BinOp) -> bool:
    """Return whether an operation is given a tagged matrix and returns an untagged one."""
    seen = _first(subject, node)
    if not _is_square(seen) or seen is None or seen.symmetry or not is_operation(subject, node):
        return False
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return False
    if subject.full_name(node).rpartition(".")[2] in _PRODUCTS:
        return False
    given = [found for found in inputs(node) if _is_tagged(subject, found)]
    return any(_shape(subject, found) == seen.shape for found in given)


def _shape(subject: Subject, node: ast.expr) -> tuple[int, ...] | None:
    seen = _first(subject, node)
    return None if seen is None else seen.shape


def _tagged_again(subject: Subject, node: ast.Call | ast.BinOp) -> Iterator[Candidate]:
    """Yield the candidate that says that a result is symmetric."""
    tag = subject.spelling(node, "flopscope.as_symmetric")
    if tag is None:
        return
    text = f"{tag}({subject.source(node)}, symmetry=(0, 1))"
    yield Candidate(
        kind="symmetry-lost",
        span=subject.span(node),
        message=(
            f"`{subject.source(node)}` is given a matrix with a symmetry tag and returns one "
            f"without, so what follows costs the whole matrix. Say that it is symmetric; {_CHECK}."
        ),
        rewrite=text,
        edits=(subject.replaced(node, text),),
    )


def _by_outer_product(subject: Subject, node: ast.BinOp) -> Iterator[Candidate]:
    """Yield the candidate that scales rows and columns by an outer product."""
    outer = subject.spelling(node, f"{NUMPY}.outer")
    top: ast.BinOp = node
    while isinstance(around := subject.parent(top), ast.BinOp) and isinstance(around.op, ast.Mult):
        top = around
    factors = list(_factors(top))
    columns = [found for found in factors if _scales_rows(found)]
    if outer is None or len(columns) != 1 or not isinstance(columns[0], ast.Subscript):
        return
    vector = subject.source(columns[0].value)
    across = [found for found in factors if _scales_columns(subject, found, vector)]
    matrices = [found for found in factors if found not in (*columns, *across)]
    if len(across) != 1 or not matrices:
        return
    others = " * ".join(subject.operand(found) for found in matrices)
    text = f"{outer}({vector}, {vector}) * {others}"
    yield Candidate(
        kind="symmetry-lost",
        span=subject.span(top),
        message=(
            f"Rows and columns are scaled one after the other: after the first the matrix is not "
            f"symmetric, and its tag is gone. `{outer}({vector}, {vector})` is symmetric, and so "
            "is its product with a tagged matrix."
        ),
        rewrite=text,
        edits=(subject.replaced(top, text),),
    )


def _factors(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield from _factors(node.left)
        yield from _factors(node.right)
    else:
        yield node


def _index(node: ast.expr) -> list[str] | None:
    """Return the index of a subscript part by part, None for anything else."""
    if not isinstance(node, ast.Subscript):
        return None
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    return [ast.unparse(part).rpartition(".")[2].replace("newaxis", "None") for part in parts]


def _scales_rows(node: ast.expr) -> bool:
    return _index(node) == [":", "None"]


def _scales_columns(subject: Subject, node: ast.expr, vector: str) -> bool:
    if subject.source(node) == vector:
        return True
    return (
        isinstance(node, ast.Subscript)
        and _index(node) == ["None", ":"]
        and subject.source(node.value) == vector
    )


def _is_fill(subject: Subject, call: ast.Call) -> bool:
    if subject.full_name(call) != f"{NUMPY}.fill_diagonal" or len(call.args) != 2:
        return False
    is_statement = isinstance(subject.parent(call), ast.Expr)
    return is_statement and isinstance(call.args[0], ast.Name) and _is_tagged(subject, call.args[0])


def _without_fill(subject: Subject, call: ast.Call) -> Iterator[Candidate]:
    """Yield the candidates that set a diagonal and keep the tag."""
    diag = subject.spelling(call, f"{NUMPY}.diag")
    einsum = subject.spelling(call, f"{NUMPY}.einsum")
    tag = subject.spelling(call, "flopscope.as_symmetric")
    matrix, diagonal = call.args[0], argument(call, 1, "val")
    if diagonal is None:
        return
    name = subject.source(matrix)
    cause = f"`fill_diagonal` writes into `{name}`, which loses its symmetry tag by that"
    if diag is not None and einsum is not None:
        lacks = f'{subject.operand(diagonal)} - {einsum}("ii->i", {name})'
        text = f"{name} = {name} + {diag}({lacks})"
        yield Candidate(
            kind="symmetry-lost",
            span=subject.span(call),
            message=f"{cause}. Add what the diagonal lacks: a sum of symmetric matrices keeps it.",
            rewrite=text,
            edits=(subject.replaced(call, text),),
        )
    if tag is not None:
        again = f"{name} = {tag}({name}, symmetry=(0, 1))"
        text = f"{subject.source(call)}; {again}"
        yield Candidate(
            kind="symmetry-lost",
            span=subject.span(call),
            message=f"{cause}. Tag it again; {_CHECK}.",
            rewrite=again,
            edits=(subject.replaced(call, text),),
        )
