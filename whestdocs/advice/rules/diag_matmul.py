"""Products with a diagonal matrix: they scale rows or columns."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.advice.candidate import Candidate
from whestdocs.advice.chains import Factor, Part, chains, factors
from whestdocs.advice.patterns import diagonal_matrix, is_array
from whestdocs.advice.subject import Subject
from whestdocs.advice.variables import sole_definition

_MESSAGE = (
    "A diagonal matrix only scales rows or columns, and the product is billed for its zeros "
    "too. Multiply by the vector."
)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each chain of products that has a diagonal matrix."""
    for chain in chains(subject):
        replaced: list[ast.expr] = []
        text = _text(subject, chain.part, replaced)
        if replaced:
            held = [sole_definition(subject, n) for n in replaced if isinstance(n, ast.Name)]
            edits = (
                subject.replaced(chain.node, text),
                *chain.removals,
                *(subject.removed(found) for found in held if found is not None),
            )
            yield Candidate("diag-matmul", subject.span(chain.node), _MESSAGE, text, edits)


def _text(subject: Subject, part: Part, replaced: list[ast.expr]) -> str:
    """Return a chain that multiplies by vectors instead, and add which matrices that spares."""
    if isinstance(part, Factor):
        return subject.operand(part.node)
    left, right = _vector(subject, part.left), _vector(subject, part.right)
    if left is not None and isinstance(part.left, Factor):
        replaced.append(part.left.node)
        column = "" if _is_vector(subject, part.right) else "[:, None]"
        return f"{left}{column} * {_enclosed(subject, part.right, replaced)}"
    before = _text(subject, part.left, replaced)
    if right is not None and isinstance(part.right, Factor):
        replaced.append(part.right.node)
        return f"{before} * {right}"
    return f"{before} @ {_enclosed(subject, part.right, replaced)}"


def _enclosed(subject: Subject, part: Part, replaced: list[ast.expr]) -> str:
    text = _text(subject, part, replaced)
    return text if isinstance(part, Factor) else f"({text})"


def _vector(subject: Subject, part: Part) -> str | None:
    """Return the vector on the diagonal that a part is, None if it is anything else."""
    vector = diagonal_matrix(subject, part.node) if isinstance(part, Factor) else None
    return None if vector is None else subject.operand(vector)


def _is_vector(subject: Subject, part: Part) -> bool:
    """Return whether a part that something is multiplied with from the left is a vector."""
    return is_array(subject, list(factors(part))[-1], (1,))
