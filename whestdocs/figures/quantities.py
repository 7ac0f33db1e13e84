"""Values as pages calculate with them; `whestdocs.figures.filters` writes them.

A quantity remembers every figure that it was derived from, through any arithmetic, so
whatever is finally written can show where it came from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import total_ordering
from typing import TypeAlias

from whestdocs.errors import FigureError
from whestdocs.figures.figure import Figure

#: The highest power of a number: pages speak of squares and cubes.
_HIGHEST_POWER = 9


@total_ordering
@dataclass(frozen=True)
class Quantity:
    """A number with a unit and the figures it was derived from.

    Attributes:
        value: The number.
        unit: Its unit, "" for none.
        figures: Figures it was derived from; none for a constant of the round.
        origin: For a constant, where it is defined.
    """

    value: int | float
    unit: str = ""
    figures: tuple[Figure, ...] = ()
    origin: str = ""

    def __add__(self, other: Operand) -> Quantity:
        return self._same_unit(other, lambda a, b: a + b, "add")

    def __sub__(self, other: Operand) -> Quantity:
        return self._same_unit(other, lambda a, b: a - b, "subtract")

    def __mul__(self, other: Operand) -> Quantity:
        right = as_quantity(other)
        if self.unit and right.unit:
            raise FigureError(f"{self.unit} times {right.unit} is no unit that pages write.")
        return self._derived(right, self.value * right.value, self.unit or right.unit)

    __radd__ = __add__
    __rmul__ = __mul__

    def __truediv__(self, other: Operand) -> Quantity:
        right = as_quantity(other)
        if right.value == 0:
            raise FigureError("This divides by a figure that is zero.")
        if right.unit and right.unit != self.unit:
            raise FigureError(f"{self.unit or 'a number'} per {right.unit} is no unit here.")
        value = _divided(self.value, right.value)
        return self._derived(right, value, "" if right.unit else self.unit)

    def __rtruediv__(self, other: Operand) -> Quantity:
        return as_quantity(other) / self

    def __pow__(self, exponent: int) -> Quantity:
        if type(exponent) is not int or not 0 <= exponent <= _HIGHEST_POWER:
            raise FigureError(f"{exponent!r} is no power; write a whole one up to 9.")
        if self.unit:
            raise FigureError(f"A power of {self.unit} is no unit that pages write.")
        return replace(self, value=self.value**exponent)

    def __lt__(self, other: Operand) -> bool:
        return self.value < self._comparable(other)

    def __eq__(self, other: object) -> bool:
        # Anything that is no number raises: it would never be equal, and always unequal.
        return self.value == self._comparable(other)  # type: ignore[arg-type]

    def __hash__(self) -> int:
        return hash(self.value)

    def _comparable(self, other: Operand) -> int | float:
        right = as_quantity(other)
        if right.unit and self.unit and right.unit != self.unit:
            raise FigureError(f"{self.unit} cannot be compared with {right.unit}.")
        return right.value

    def _same_unit(
        self, other: Operand, apply: Callable[[float, float], float], verb: str
    ) -> Quantity:
        right = as_quantity(other)
        if right.unit != self.unit:
            raise FigureError(f"Cannot {verb} {right.unit or 'a number'} and {self.unit}.")
        return self._derived(right, apply(self.value, right.value), self.unit)

    def _derived(self, other: Quantity, value: int | float, unit: str) -> Quantity:
        figures = tuple(dict.fromkeys((*self.figures, *other.figures)))
        return Quantity(value, unit, figures, self.origin or other.origin)


Operand: TypeAlias = Quantity | int | float


def as_quantity(operand: Operand) -> Quantity:
    """Return what can be calculated with as a quantity."""
    if isinstance(operand, Quantity):
        return operand
    if isinstance(operand, (int, float)) and not isinstance(operand, bool):
        return Quantity(operand)
    # Turning an undefined name into text raises the error that says so.
    raise FigureError(f"{str(operand)!r} is no number.")


def _divided(dividend: int | float, divisor: int | float) -> int | float:
    """Return the quotient, as an integer where it is one: floats round beyond 2**53."""
    if isinstance(dividend, int) and isinstance(divisor, int) and dividend % divisor == 0:
        return dividend // divisor
    return dividend / divisor


def quantity_of(figure: Figure) -> Quantity:
    """Return ``figure`` to calculate with."""
    return Quantity(figure.value, figure.unit, (figure,))
