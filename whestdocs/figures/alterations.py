"""Plausible alterations of a figure: values that it could have had, were things a little different.

A claim that none of them makes false says nothing about the figure. They are

    one more, and one less          of a whole number; one is the least that a count falls to,
                                    and a flag, 0 or 1, flips
    the bounds of a statistic
    the value times or by a factor  of at most ten
    another figure's value          that the claim looks at too, at most ten times away

A bound that is further away than ten times holds for any plausible value: `> 0`, `< 1e29`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from whestdocs.figures.figure import EXACT, Figure

_FACTORS = (1.001, 1.01, 1.02, 1.05, 1.1, 1.25, 1.5, 2, 3, 5, 10)
_FURTHEST = max(_FACTORS)


@dataclass(frozen=True)
class Alteration:
    """Another value of a figure.

    Attributes:
        value: The value.
        words: What was done: "×1.25", "+1".
    """

    value: int | float
    words: str


def alterations(figure: Figure, others: Iterable[Figure] = ()) -> list[Alteration]:
    """Return the plausible alterations of ``figure``, the smallest first.

    Args:
        figure: The figure.
        others: Figures whose values it may take, if they are near.
    """
    found = [each for each in _all(figure, others) if each.value != figure.value]
    return sorted(found, key=lambda each: abs(each.value - figure.value))


def _all(figure: Figure, others: Iterable[Figure]) -> Iterator[Alteration]:
    value = figure.value
    if figure.kind == EXACT:
        yield Alteration(value + 1, "+1")
        if value != 0:
            yield Alteration(value - 1, "\N{MINUS SIGN}1")
    for bound in (figure.low, figure.high):
        if bound is not None:
            yield Alteration(bound, "a bound of it")
    for factor in _FACTORS:
        yield Alteration(_kept(figure, value * factor), f"\N{MULTIPLICATION SIGN}{factor:g}")
        yield Alteration(_kept(figure, value / factor), f"\N{DIVISION SIGN}{factor:g}")
    for other in others:
        low, high = sorted((value / _FURTHEST, value * _FURTHEST))
        if low <= other.value <= high:
            yield Alteration(other.value, f"as {other.name}")


def _kept(figure: Figure, value: float) -> int | float:
    """Return ``value`` as the figure's kind can have it: no count of several falls to none."""
    if figure.kind != EXACT:
        return value
    return round(value) or (1 if figure.value > 0 else round(figure.value))
