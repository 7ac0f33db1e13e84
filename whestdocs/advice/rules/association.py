"""The order of a chain of products: a vector first, or whatever makes the smallest matrices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from whestdocs.advice.candidate import Candidate
from whestdocs.advice.chains import Chain, Factor, Part, Product, chains, text
from whestdocs.advice.subject import Subject

_VECTOR = (
    "Python multiplies from left to right, so matrices are multiplied before the vector comes. "
    "Begin with the vector: then every product is one with a vector."
)
_MATRICES = "The order of these products makes larger matrices in between than it need. Change it."


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each chain for which another order needs fewer multiplications."""
    for chain in chains(subject):
        sizes = _sizes(subject, chain)
        if sizes is None or len(chain.factors) < 3:
            continue
        best, least = _best(chain.factors, sizes)
        if least < _multiplications(chain.part, dict(zip(chain.factors, sizes, strict=True)))[0]:
            written = text(subject, best)
            last = subject.value(chain.factors[-1])
            has_vector = 1 in (sizes[0][0], sizes[-1][1]) and last is not None
            message = _VECTOR if has_vector else _MATRICES
            edits = (subject.replaced(chain.node, written), *chain.removals)
            yield Candidate("association", subject.span(chain.node), message, written, edits)


_Size = tuple[int, int]


def _sizes(subject: Subject, chain: Chain) -> list[_Size] | None:
    """Return rows and columns of each factor; None unless those were the same every time."""
    sizes: list[_Size] = []
    for number, factor in enumerate(chain.factors):
        value = subject.value(factor)
        if value is None or len(value.shapes) != 1:
            return None
        [shape] = value.shapes
        if len(shape) == 1:
            shape = (1, *shape) if number == 0 else (*shape, 1)
        rows, columns = shape
        sizes.append((rows, columns))
    return sizes


def _multiplications(part: Part, sizes: dict[object, _Size]) -> tuple[int, _Size]:
    """Return how many multiplications of numbers a part needs, and the size of its result."""
    if isinstance(part, Factor):
        return 0, sizes[part.node]
    left, (rows, inner) = _multiplications(part.left, sizes)
    right, (_, columns) = _multiplications(part.right, sizes)
    return left + right + rows * inner * columns, (rows, columns)


def _best(nodes: Sequence[object], sizes: Sequence[_Size]) -> tuple[Part, int]:
    """Return the order of fewest multiplications, and how many those are."""

    @cache
    def best(start: int, stop: int) -> tuple[int, Part]:
        if stop - start == 1:
            return 0, Factor(nodes[start])  # type: ignore[arg-type]
        options = []
        for middle in range(
            stop - 1, start, -1
        ):  # From left to right, where it makes no difference.
            left, right = best(start, middle), best(middle, stop)
            own = sizes[start][0] * sizes[middle][0] * sizes[stop - 1][1]
            options.append((left[0] + right[0] + own, Product(left[1], right[1])))
        return min(options, key=lambda option: option[0])

    least, part = best(0, len(nodes))
    return part, least
