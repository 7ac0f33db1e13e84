"""The order of a chain of products: a vector first, or whatever makes the smallest matrices."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cache

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.carried import carried
from whestdocs.estimators.advice.source.chains import Chain, Part, Product, chains, text
from whestdocs.estimators.advice.source.subject import Subject

RULE = Rule("association", "products in the more expensive order")
_VECTOR = (
    "Python multiplies from left to right, so matrices are multiplied before the vector comes. "
    "Begin with the vector: then every product is one with a vector."
)
_MATRICES = "The order of these products makes larger matrices in between than it need. Change it."
#: Rows and columns.
_Size = tuple[int, int]


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each chain for which another order needs fewer multiplications."""
    for chain in chains(subject):
        sizes = _sizes(subject, chain)
        if sizes is None or len(chain.factors) < 3:
            continue
        best, least = _best(chain.factors, sizes)
        if least < _multiplications(chain.part, dict(zip(chain.factors, sizes, strict=True)))[0]:
            message = _VECTOR if 1 in (sizes[0][0], sizes[-1][1]) else _MATRICES
            written = text(subject, best)
            yield RULE.replacement(subject, chain.node, message, written, *chain.removals)
    for found in carried(subject):
        yield RULE.candidate(subject, found.node, found.message, found.rewrite, *found.edits)


def _sizes(subject: Subject, chain: Chain) -> list[_Size] | None:
    """Return rows and columns of each factor; None unless those were the same every time."""
    sizes: list[_Size] = []
    for number, factor in enumerate(chain.factors):
        shapes = subject.value(factor).shapes
        if len(shapes) != 1:
            return None
        [shape] = shapes
        if len(shape) == 1:
            shape = (1, *shape) if number == 0 else (*shape, 1)
        rows, columns = shape
        sizes.append((rows, columns))
    return sizes


def _multiplications(part: Part, sizes: dict[ast.expr, _Size]) -> tuple[int, _Size]:
    """Return how many multiplications of numbers a part needs, and the size of its result."""
    if not isinstance(part, Product):
        return 0, sizes[part]
    left, (rows, inner) = _multiplications(part.left, sizes)
    right, (_, columns) = _multiplications(part.right, sizes)
    return left + right + rows * inner * columns, (rows, columns)


def _best(nodes: Sequence[ast.expr], sizes: Sequence[_Size]) -> tuple[Part, int]:
    """Return the order of fewest multiplications, and how many those are."""

    @cache
    def best(start: int, stop: int) -> tuple[int, Part]:
        if stop - start == 1:
            return 0, nodes[start]
        options: list[tuple[int, Part]] = []
        for middle in reversed(range(start + 1, stop)):  # From left to right among equals.
            left, right = best(start, middle), best(middle, stop)
            own = sizes[start][0] * sizes[middle][0] * sizes[stop - 1][1]
            options.append((left[0] + right[0] + own, Product(left[1], right[1])))
        return min(options, key=lambda option: option[0])

    least, part = best(0, len(nodes))
    return part, least
