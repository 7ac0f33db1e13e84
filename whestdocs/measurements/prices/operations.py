"""The operations of a release with their prices, as the probe of the price list found them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

#: The operation that tells what a dtype costs: no release is without it.
ADDITION = "a + b"
#: The dtypes that operations are priced at.
DTYPES = ("float32", "float64", "complex64", "int64", "bool")


class Size(NamedTuple):
    """What a call was charged at one size.

    Attributes:
        flops: The price.
        given: Elements of the largest array that the call was given.
        returned: Elements of all arrays that it returned.
    """

    flops: int
    given: int
    returned: int


@dataclass(frozen=True)
class Price:
    """The price of an operation at one dtype.

    Attributes:
        flops: FLOPs of the canonical call.
        formula: Its formula in the size n, "" if there is none.
        returns: Dtype of what comes back, None if that is no array.
        sizes: What the call was charged at each size, by size in rising order.
    """

    flops: int
    formula: str
    returns: str | None
    sizes: dict[int, Size]


@dataclass(frozen=True)
class Symmetry:
    """What an operation costs on symmetric matrices.

    Attributes:
        plain: FLOPs without a tag.
        tagged: FLOPs with one.
        keeps: Whether the result has a tag.
    """

    plain: int
    tagged: int
    keeps: bool


@dataclass(frozen=True)
class PricingFailure:
    """A call that could not be priced.

    Attributes:
        call: The call.
        reason: What flopscope said.
    """

    call: str
    reason: str


@dataclass(frozen=True)
class Said:
    """What flopscope itself says of an operation's price.

    Attributes:
        category: Category in the registry, None for what the registry does not list.
        notes: The registry's note.
        complex_factor: The registry's factor of complex numbers: a number or a word.
        weight: Multiplier of the operation.
        accounting: Its public cost function, as a call in the size n, or None.
        costs: What that function says, by size.
    """

    category: str | None
    notes: str | None
    complex_factor: float | str | None
    weight: float | None
    accounting: str | None
    costs: dict[int, int]


@dataclass(frozen=True)
class Operation:
    """An operation of a release.

    Attributes:
        name: Name in the registry, or what one writes.
        family: Where it comes from: ``"registry"``, ``"unregistered"`` or a list of the catalogue.
        call: The call that was priced, None if none could be.
        size: The canonical size of that call.
        prices: Prices by dtype.
        only_moves: Whether it does nothing but move numbers and write zeros and ones.
        degree: Of how many factors what it gives is a product, or sums of them; None if of none.
        symmetry: Its prices on symmetric matrices, None where it takes none.
        failed: Calls that were tried before, in vain.
        said: What flopscope says of it.
    """

    name: str
    family: str
    call: str | None
    size: int
    prices: dict[str, Price]
    only_moves: bool
    degree: int | None
    symmetry: Symmetry | None
    failed: tuple[PricingFailure, ...]
    said: Said

    @cached_property
    def reference(self) -> str:
        """The dtype that the operation is classified at: float32 where it runs at that."""
        return next(iter(self.prices))

    @property
    def grows(self) -> bool:
        """Whether its price depends on the size at any dtype."""
        prices = self.prices.values()
        return any(len({size.flops for size in p.sizes.values()}) > 1 for p in prices)

    @property
    def intensity(self) -> float:
        """FLOPs per element of the largest array, be it given or returned."""
        flops, given, returned = self.prices[self.reference].sizes[self.size]
        return flops / max(given, returned, self.size)

    @property
    def reason(self) -> str:
        """Why it has no price, or "" if it has one."""
        if self.call is not None:
            return ""
        return self.failed[0].reason if self.failed else "No call is known for it."


def read_operations(result: dict[str, Any]) -> dict[str, Operation]:
    """Return the operations that the result of the price list's probe describes, by name."""
    return {name: _operation(name, document) for name, document in result["operations"].items()}


def _operation(name: str, document: dict[str, Any]) -> Operation:
    said = document["said"]
    symmetry = document.get("symmetry")
    return Operation(
        name=name,
        family=document["family"],
        call=document["call"],
        size=document.get("size", 0),
        prices={dtype: _price(price) for dtype, price in document.get("prices", {}).items()},
        only_moves=document.get("only_moves", False),
        degree=document.get("degree"),
        symmetry=None if symmetry is None else Symmetry(**symmetry),
        failed=tuple(PricingFailure(**failure) for failure in document["failed"]),
        said=Said(**said | {"costs": {int(n): cost for n, cost in said["costs"].items()}}),
    )


def _price(document: dict[str, Any]) -> Price:
    sizes = {int(n): Size(*charged) for n, charged in document["sizes"].items()}
    return Price(document["flops"], document["formula"], document["returns"], sizes)
