"""Products with the same matrix on both sides: einsum bills half of a symmetric result."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.chains import Chain, chains, gram_text, matrix_at_ends
from whestdocs.estimators.advice.source.patterns import (
    AS_SYMMETRIC,
    column_vector,
    function,
    is_array,
    is_called,
    is_same,
    row_vector,
    subscripts,
    transposed,
)
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.source.variables import sole_definition

RULE = Rule("sandwich", "two products where one einsum sees the symmetry")
_TAGGED = (
    "The result is symmetric, and `@` does not know that. From a matrix with a symmetry tag and "
    "the same object twice, einsum sees it, and is billed for less."
)
_UNTAGGED = (
    "The result is symmetric if the matrix in the middle is, and nothing says that it is. Tag "
    "it, and einsum is billed for less. Do so only if it is symmetric for every "
    "network; better still, make it in a way that keeps its tag."
)
_GRAM = (
    "The result is symmetric, and `@` does not know that. Given the same object twice, einsum "
    "sees it, and is billed for less."
)
_WEIGHTED = (
    "The result is symmetric, and `@` does not know that. Given the weights and the same object "
    "twice, einsum sees it, and is billed for less. einsum checks that, and raises a SymmetryError "
    "where entries are so large that rounding goes too far."
)
_FLIPPED = (
    "A matrix and its transpose are two objects, so einsum does not see that the result is "
    "symmetric. Give it the same object twice."
)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each product whose result is, or may be, symmetric."""
    for chain in chains(subject):
        einsum = function(subject, chain.node, "einsum")
        if einsum is None:
            continue
        ends = matrix_at_ends(subject, chain.factors[0], chain.factors[-1])
        if ends is not None and len(chain.factors) == 2:
            text = gram_text(einsum, *ends)
            yield RULE.replacement(subject, chain.node, _GRAM, text, *chain.removals)
        elif ends is not None and len(chain.factors) == 3:
            yield from _sandwich(subject, chain, einsum, *ends)
        if len(chain.factors) == 2:
            yield from _weighted(subject, chain, einsum)
    for node in subject.expressions(ast.Call):
        yield from _flipped(subject, node)
        yield from _by_name(subject, node)


def _sandwich(
    subject: Subject, chain: Chain, einsum: str, matrix: str, is_left: bool
) -> Iterator[Candidate]:
    """Yield the einsum for ``W.T @ C @ W`` and ``W @ C @ W.T``."""
    value, filling = subject.value(chain.factors[1]), subject.source(chain.factors[1])
    tag = subject.spelling(chain.node, AS_SYMMETRIC)
    if not value.seen or (not value.is_tagged and tag is None):
        return
    if not value.is_tagged:
        filling = f"{tag}({filling}, symmetry=(0, 1))"
    letters = "ij,ia,jb" if is_left else "ij,ai,bj"
    text = f'{einsum}("{letters}->ab", {filling}, {matrix}, {matrix})'
    message = _TAGGED if value.is_tagged else _UNTAGGED
    yield RULE.replacement(subject, chain.node, message, text, *chain.removals)


def _weighted(subject: Subject, chain: Chain, einsum: str) -> Iterator[Candidate]:
    """Yield the einsum for ``(X * v) @ X.T``, and whatever scales the middle of ``X @ X.T``."""
    first, last = chain.factors
    # The vector scales what is summed over: columns of the first factor, or rows of the last.
    before, after = _scaled(subject, first, axis=1), _scaled(subject, last, axis=0)
    if before is not None and after is None:
        ends, vector = matrix_at_ends(subject, before[0], last), before[1]
    elif after is not None and before is None:
        ends, vector = matrix_at_ends(subject, first, after[0]), after[1]
    else:
        return
    if ends is None:
        return
    text = gram_text(einsum, *ends, weights=subject.source(vector))
    held = [sole_definition(subject, factor) for factor in chain.factors]
    made = [found for found in held if found is not None and isinstance(found.value, ast.BinOp)]
    removals = [*chain.removals, *map(subject.removed, made)]
    yield RULE.replacement(subject, chain.node, _WEIGHTED, text, *removals)


def _scaled(subject: Subject, node: ast.expr, axis: int) -> tuple[ast.expr, ast.expr] | None:
    """Return a matrix and the vector that scales it along an axis, None for anything else.

    Along axis 1 in ``X * v``, along axis 0 in ``v[:, None] * X``.
    """
    held = sole_definition(subject, node)
    if held is not None:
        return _scaled(subject, held.value, axis)
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
        return None
    for matrix, scale in ((node.left, node.right), (node.right, node.left)):
        if not is_array(subject, matrix, (2,)) or row_vector(subject, matrix) is not None:
            continue
        column = column_vector(subject, scale)
        if column is not None and column_vector(subject, matrix) is None:
            return (matrix, column) if axis == 0 else None
        vector = row_vector(subject, scale) or scale
        if is_array(subject, vector, (1,)):
            return (matrix, vector) if axis == 1 else None
    return None


def _by_name(subject: Subject, call: ast.Call) -> Iterator[Candidate]:
    """Yield the einsum for a Gram matrix by another function, or into an array that is there."""
    einsum = function(subject, call, "einsum")
    if einsum is None or len(call.args) != 2:
        return
    first, second = call.args
    words = [word.arg for word in call.keywords]
    text = ""
    if is_called(subject, call, "matmul", "dot") and words == ["out"]:
        ends = matrix_at_ends(subject, first, second)
        kept = subject.source(call.keywords[0].value)
        text = f"{gram_text(einsum, *ends)[:-1]}, out={kept})" if ends is not None else ""
    elif is_called(subject, call, "inner") and not words:
        one, other = transposed(subject, first), transposed(subject, second)
        if one is not None and other is not None and is_same(subject, one, other):
            text = gram_text(einsum, subject.source(one), is_left=True)
    if text:
        yield RULE.replacement(subject, call, _GRAM, text)


def _flipped(subject: Subject, call: ast.Call) -> Iterator[Candidate]:
    """Yield an einsum of X and X for one of X.T and X, or of X.T twice."""
    found = subscripts(subject, call)
    if found is None:
        return
    inputs, output, operands = found
    straight = [transposed(subject, operand) for operand in operands]
    pairs = list(zip(straight, operands, strict=True))
    names = [subject.source(inner or operand) for inner, operand in pairs]
    if not any(inner and names.count(subject.source(inner)) > 1 for inner in straight):
        return
    letters = [
        term[::-1] if inner else term
        for term, inner in zip(inputs.split(","), straight, strict=True)
    ]
    rest = [f"{keyword.arg}={subject.source(keyword.value)}" for keyword in call.keywords]
    written = ", ".join([f'"{",".join(letters)}->{output}"', *names, *rest])
    text = f"{subject.source(call.func)}({written})"
    yield RULE.replacement(subject, call, _FLIPPED, text)
