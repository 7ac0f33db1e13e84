"""Products with a diagonal matrix: they scale rows or columns."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.chains import Part, Product, chains, factors
from whestdocs.estimators.advice.source.patterns import diagonal_matrix, is_array
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.source.variables import sole_value

RULE = Rule("diag-matmul", "a product with a diagonal matrix")
_MESSAGE = (
    "A diagonal matrix only scales rows or columns, and the product is billed for its zeros "
    "too. Multiply by the vector."
)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each chain of products that has a diagonal matrix."""
    for chain in chains(subject):
        spared: list[ast.expr] = []
        text = _text(subject, chain.part, spared)
        if spared:
            removals = [edit for matrix in spared for edit in sole_value(subject, matrix)[1]]
            edits = (*chain.removals, *removals)
            yield RULE.replacement(subject, chain.node, _MESSAGE, text, *edits)


def _text(subject: Subject, part: Part, spared: list[ast.expr]) -> str:
    """Return a chain that multiplies by vectors instead, and add which matrices that spares."""
    if not isinstance(part, Product):
        return subject.operand(part)
    left, right = _vector(subject, part.left), _vector(subject, part.right)
    if left is not None and not isinstance(part.left, Product):
        spared.append(part.left)
        last = list(factors(part.right))[-1]
        column = "" if is_array(subject, last, (1,)) else "[:, None]"
        return f"{left}{column} * {_enclosed(subject, part.right, spared)}"
    before = _text(subject, part.left, spared)
    if right is not None and not isinstance(part.right, Product):
        spared.append(part.right)
        return f"{before} * {right}"
    return f"{before} @ {_enclosed(subject, part.right, spared)}"


def _enclosed(subject: Subject, part: Part, spared: list[ast.expr]) -> str:
    text = _text(subject, part, spared)
    return f"({text})" if isinstance(part, Product) else text


def _vector(subject: Subject, part: Part) -> str | None:
    """Return the vector on the diagonal that a part is, None if it is anything else."""
    vector = None if isinstance(part, Product) else diagonal_matrix(subject, part)
    return None if vector is None else subject.operand(vector)
