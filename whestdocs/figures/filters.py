"""Filters: how a quantity is written in prose, such as `{{ figure(...) | rounded }}`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from whestdocs.errors import FigureError
from whestdocs.figures.figure import INTERVAL, Figure
from whestdocs.figures.quantities import Operand, Quantity, as_quantity
from whestdocs.numbers import significant

_PREFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
#: From here on a float has no digits behind the point, whatever was calculated.
_FLOATS_ARE_WHOLE = 2**53
#: Below this many percent a share is written as less than it.
_LEAST_PERCENT = 0.001
#: Between a number and its unit: they must not part at the end of a line.
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Written:
    """A quantity as text.

    Attributes:
        text: What the reader sees.
        quantity: What it says.
    """

    text: str
    quantity: Quantity


def exact(operand: Operand) -> Written:
    """Write every digit, with thousands separators: ``2,715,648``.

    Raises:
        FigureError: The value is a statistic, or not a whole number.
    """
    quantity = as_quantity(operand)
    if any(figure.kind == INTERVAL for figure in quantity.figures):
        raise FigureError("A statistic is not exact; write it with `| rounded` or `| interval`.")
    if isinstance(quantity.value, float) and not quantity.value.is_integer():
        raise FigureError(f"{quantity.value} is not whole; write it with `| rounded` or `| ratio`.")
    if isinstance(quantity.value, float) and abs(quantity.value) >= _FLOATS_ARE_WHOLE:
        raise FigureError(f"{quantity.value} was rounded on the way; write it with `| rounded`.")
    return Written(f"{int(quantity.value):,}", quantity)


def rounded(operand: Operand, digits: int = 3) -> Written:
    """Write ``digits`` significant digits and the unit: ``2.72 MFLOPs``, ``16 calls``.

    A whole number that has no more digits than that is written as it is.
    """
    quantity = as_quantity(operand)
    value, prefix = float(quantity.value), ""
    if quantity.unit == "FLOPs":
        for size, letter in _PREFIXES:
            # Half a digit below the size already rounds up to it: 999,999 is 1.00 M.
            if abs(value) >= size * (1 - 0.5 * 10.0**-digits):
                value, prefix = value / size, letter
                break
    unit = f"{_NO_BREAK_SPACE}{prefix}{quantity.unit}" if quantity.unit else ""
    is_short = isinstance(quantity.value, int) and not prefix and abs(quantity.value) < 10**digits
    text = f"{quantity.value:,}" if is_short else significant(value, digits)
    return Written(text + unit, quantity)


def percent(operand: Operand, of: Operand = 1, digits: int = 1) -> Written:
    """Write the share in ``of`` with ``digits`` decimals, more where it would show zero.

    Raises:
        FigureError: What is left has a unit: it is a share of nothing.
    """
    share = _pure(as_quantity(operand) / of, "percent")
    value = 100 * share.value
    text = f"{value:.{digits}f}"
    if value and float(text) == 0:
        is_least = 0 < value < _LEAST_PERCENT
        text = f"<{_LEAST_PERCENT}" if is_least else significant(value, 1)
    return Written(f"{text}%", share)


def ratio(operand: Operand, of: Operand = 1, digits: int = 3) -> Written:
    """Write how many times ``of`` it is, with ``digits`` significant digits: ``149×``.

    FLOPs may be compared with a count, such as ``round.width ** 3``: so many for each.

    Raises:
        FigureError: What is left has a unit: it is a multiple of nothing.
    """
    times = as_quantity(operand) / of
    if isinstance(of, Quantity) and times.unit == "FLOPs":
        times = replace(times, unit="")
    times = _pure(times, "ratio")
    return Written(f"{significant(times.value, digits)}\N{MULTIPLICATION SIGN}", times)


def _pure(quantity: Quantity, name: str) -> Quantity:
    if quantity.unit:
        raise FigureError(f"Say of what: `| {name}(figure(...))`; this is still {quantity.unit}.")
    return quantity


def interval(operand: Operand, digits: int = 2) -> Written:
    """Write a statistic with its bounds: ``2.1e-06 (1.9e-06 to 2.3e-06)``.

    Raises:
        FigureError: The quantity is not a single figure of kind interval.
    """
    quantity = as_quantity(operand)
    figure = quantity.figures[0] if len(quantity.figures) == 1 else None
    if figure is None or figure.low is None or quantity.value != figure.value:
        raise FigureError("Only a figure of kind interval has bounds to write.")
    unit = f"{_NO_BREAK_SPACE}{quantity.unit}" if quantity.unit else ""
    return Written(interval_text(figure, digits) + unit, quantity)


def interval_text(figure: Figure, digits: int) -> str:
    """Return the value of a statistic and its bounds, which are rounded outwards."""
    low = _bound(figure.low or 0, digits, ROUND_FLOOR)
    high = _bound(figure.high or 0, digits, ROUND_CEILING)
    return f"{significant(figure.value, digits)} ({low} to {high})"


def _bound(value: float, digits: int, rounding: str) -> str:
    """Return ``value`` with so many significant digits, so rounded that it still is a bound."""
    number = Decimal(repr(value))
    last_digit = Decimal(1).scaleb(number.adjusted() - digits + 1)
    return significant(float(number.quantize(last_digit, rounding)), digits)


#: The filters of pages, by the names they have there.
FILTERS: dict[str, Callable[..., Written]] = {
    "exact": exact,
    "rounded": rounded,
    "percent": percent,
    "ratio": ratio,
    "interval": interval,
}
