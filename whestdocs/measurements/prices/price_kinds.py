"""The kinds of prices: which row of the category table an operation stands in.

The row follows from what was measured, so no operation can stand in a wrong one: how its
price grows with the size, how many elements it is given and returns, and whether it only
moves them. Names decide nothing but what a random sampler is and what a Fourier transform.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from whestdocs.measurements.prices.operations import ADDITION, Operation, Size

#: From here on a price grows faster than the elements it is for, over the sizes measured.
_FASTER = 4.0
#: Below this share of what it was, what is returned shrinks beside what is given.
_SHRINKS = 0.5


class Kind(Enum):
    """A row of the category table; the value is its title."""

    FREE = "Free"
    FIXED = "The same at every size"
    MADE = "Making arrays"
    MOVED = "Moving elements"
    ONE = "1 per element"
    FOUR = "4 per element"
    SIXTEEN = "16 per element"
    OTHER = "Other prices per element"
    REDUCTION = "Reductions"
    SORTING = "Sorting and sets"
    FOURIER = "Fourier transforms"
    PRODUCT = "Matrix products"
    DECOMPOSITION = "Decompositions and solvers"
    CONVOLUTION = "Convolutions"
    SAMPLER = "Random samplers"


#: Kinds in which every element adds the same to an operation's price.
PER_ELEMENT = frozenset(
    {
        *(Kind.ONE, Kind.FOUR, Kind.SIXTEEN, Kind.OTHER),
        *(Kind.MADE, Kind.MOVED, Kind.REDUCTION, Kind.SAMPLER),
    }
)
_BY_PRICE = {1.0: Kind.ONE, 4.0: Kind.FOUR, 16.0: Kind.SIXTEEN}


class Kinds:
    """Classifies the operations of one release."""

    def __init__(self, operations: Mapping[str, Operation]) -> None:
        self._add = operations[ADDITION].prices
        priced = {name: each for name, each in operations.items() if each.prices}
        self._per_element = {name: self._measured(each) for name, each in priced.items()}
        self._kinds = {name: self._kind(each) for name, each in priced.items()}

    def __getitem__(self, name: str) -> Kind:
        return self._kinds[name]

    def of_kind(self, kind: Kind) -> list[str]:
        """Return the names of the operations of that kind."""
        return [name for name, other in self._kinds.items() if other is kind]

    def per_element(self, name: str) -> float:
        """Return the price for each element that an operation returns, or else is given.

        It is what another element adds to the price, so that constants fall away; where no
        array grows, what another step in size adds. A price that exists at wider dtypes only
        is divided by what the dtype costs in an addition.
        """
        return self._per_element[name]

    def _measured(self, operation: Operation) -> float:
        sizes = operation.prices[operation.reference].sizes
        (first, smallest), *_, (last, largest) = sorted(sizes.items())
        counts = [
            (getattr(smallest, count), getattr(largest, count))
            for count in _counts(smallest, largest)
        ]
        few, many = next(((few, many) for few, many in counts if few < many), (first, last))
        rate = self._add[operation.reference].flops / self._add["float32"].flops
        price: float = (largest.flops - smallest.flops) / (many - few) / rate
        return price

    def _kind(self, operation: Operation) -> Kind:
        sizes = _sizes(operation)
        formula = operation.prices[operation.reference].formula
        if not any(
            size.flops for price in operation.prices.values() for size in price.sizes.values()
        ):
            return Kind.FREE
        if operation.name.startswith("random."):
            return Kind.SAMPLER
        if len({size.flops for size in sizes}) == 1:
            return Kind.FIXED
        if "log2" in formula:
            return Kind.FOURIER if operation.name.startswith("fft.") else Kind.SORTING
        if not _counts(sizes[0], sizes[-1]):
            if "n**3" not in formula:
                return Kind.CONVOLUTION
            return Kind.PRODUCT if operation.degree else Kind.DECOMPOSITION
        if sizes[-1].given <= 1:
            return Kind.MADE
        if operation.only_moves:
            return Kind.MOVED
        if _shrinks(sizes[0], sizes[-1]):
            return Kind.REDUCTION
        return _BY_PRICE.get(round(self._per_element[operation.name], 2), Kind.OTHER)


def _sizes(operation: Operation) -> list[Size]:
    return [size for _, size in sorted(operation.prices[operation.reference].sizes.items())]


def _counts(smallest: Size, largest: Size) -> list[str]:
    """Return the elements that the price keeps up with: those returned, those given."""
    return [count for count in ("returned", "given") if _keeps_up(count, smallest, largest)]


def _keeps_up(count: str, smallest: Size, largest: Size) -> bool:
    few, many = getattr(smallest, count), getattr(largest, count)
    return bool(few and many) and largest.flops * few < _FASTER * smallest.flops * many


def _shrinks(smallest: Size, largest: Size) -> bool:
    """Return whether what is returned shrinks beside what is given."""
    return 0 < largest.returned * smallest.given < _SHRINKS * smallest.returned * largest.given
