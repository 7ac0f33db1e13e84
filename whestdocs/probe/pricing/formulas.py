"""Formulas of prices: the exact formula in the size n that measured prices obey.

A formula is a sum of a few terms with rational coefficients, such as 2*n**3 - n**2 or
5*(n//2)*ceil(log2(n)), possibly rounded to whole FLOPs. Its coefficients follow from some of
the measured prices. It counts only if it gives all the others too, to the FLOP.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations


def _log(n: int) -> int:
    """Return the logarithm of n to the base 2, rounded up."""
    return (n - 1).bit_length()


#: What formulas are sums of, simplest first.
_TERMS: dict[str, Callable[[int], int]] = {
    "1": lambda n: 1,
    "n": lambda n: n,
    "n**2": lambda n: n**2,
    "n**3": lambda n: n**3,
    "n*ceil(log2(n))": lambda n: n * _log(n),
    "ceil(log2(n))": _log,
    "(n//2)": lambda n: n // 2,
    "n**2*ceil(log2(n))": lambda n: n**2 * _log(n),
    "(n//2)*ceil(log2(n))": lambda n: n // 2 * _log(n),
    "n*(n//2)*ceil(log2(n))": lambda n: n * (n // 2) * _log(n),
    "(n**2//2)*ceil(log2(n))": lambda n: n**2 // 2 * _log(n),
    "(n - 1)*ceil(log2(2*n - 2))": lambda n: (n - 1) * _log(2 * n - 2),
    "n*(n - 1)*ceil(log2(n))": lambda n: n * (n - 1) * _log(n),
    "n*(n - 1)*ceil(log2(2*n - 2))": lambda n: n * (n - 1) * _log(2 * n - 2),
}
_MOST_TERMS = 4
#: A larger denominator is chance and no price.
_LARGEST_DENOMINATOR = 60
#: What may be left outside of the rounding: the factors of dtypes.
_FACTORS = (1, 2, 4, 8)


def formula(prices: Mapping[int, int], fitted: Sequence[int]) -> str:
    """Return the formula that ``prices`` obey, "" if none is found.

    Args:
        prices: FLOPs by size.
        fitted: The sizes that coefficients may come from; the others only verify.
    """
    return _formula(tuple(prices.items()), tuple(n for n in fitted if n in prices))


@cache  # Hundreds of operations have the same prices.
def _formula(prices: tuple[tuple[int, int], ...], fitted: tuple[int, ...]) -> str:
    if not any(price for _, price in prices):
        return "0"
    for candidate in _candidates(dict(prices), fitted):
        if all(candidate.price(n) == price for n, price in prices):
            return str(candidate)
    return ""


@dataclass(frozen=True)
class _Candidate:
    """A sum of terms, divided by a factor, rounded and multiplied by the factor again."""

    coefficients: tuple[Fraction, ...]
    terms: tuple[str, ...]
    round: Callable[[Fraction], int] | None = None
    factor: int = 1

    def price(self, n: int) -> Fraction | int:
        terms = zip(self.coefficients, self.terms, strict=True)
        value = sum((c * _TERMS[term](n) for c, term in terms), Fraction(0))
        return value if self.round is None else self.factor * self.round(value / self.factor)

    def __str__(self) -> str:
        if self.round is None:
            return _text(self.coefficients, self.terms)
        inner = _text([c / self.factor for c in self.coefficients], self.terms)
        rounded = f"{self.round.__name__}({inner})"
        return rounded if self.factor == 1 else f"{self.factor}*{rounded}"


def _candidates(prices: Mapping[int, int], fitted: Sequence[int]) -> Iterator[_Candidate]:
    """Yield the sums that go through some of the fitted sizes, those of few terms first."""
    for count in range(1, min(_MOST_TERMS, len(fitted)) + 1):
        for terms in combinations(_TERMS, count):
            # Halves rounded down differ from halves at odd sizes only, which come first.
            is_halved = any("//" in term for term in terms)
            sizes = fitted[:count] if is_halved else fitted[-count:]
            rows = [[Fraction(_TERMS[term](n)) for term in terms] for n in sizes]
            solution = _solution(rows, [Fraction(prices[n]) for n in sizes])
            if solution is None:
                continue
            if not all(c and c.denominator <= _LARGEST_DENOMINATOR for c in solution):
                continue
            yield _Candidate(tuple(solution), terms)
            if any(c.denominator > 1 for c in solution):
                for factor in _FACTORS:
                    yield _Candidate(tuple(solution), terms, math.floor, factor)
                    yield _Candidate(tuple(solution), terms, math.ceil, factor)


def _solution(rows: list[list[Fraction]], values: list[Fraction]) -> list[Fraction] | None:
    """Return the solution of a square system of equations, None if there is not exactly one."""
    system = [[*row, value] for row, value in zip(rows, values, strict=True)]
    for column in range(len(system)):
        pivot = next((row for row in range(column, len(system)) if system[row][column]), None)
        if pivot is None:
            return None
        system[column], system[pivot] = system[pivot], system[column]
        divisor = system[column][column]
        system[column] = [entry / divisor for entry in system[column]]
        for row in range(len(system)):
            factor = system[row][column]
            if row != column and factor:
                above = system[column]
                system[row] = [a - factor * b for a, b in zip(system[row], above, strict=True)]
    return [row[-1] for row in system]


def _text(coefficients: Sequence[Fraction], terms: Sequence[str]) -> str:
    """Return a sum as Python text, the fastest growing term first."""
    size = {term: _TERMS[term](10**6) for term in terms}
    parts = sorted(zip(coefficients, terms, strict=True), key=lambda part: -size[part[1]])
    text = " ".join(f"{'-' if c < 0 else '+'} {_product(abs(c), term)}" for c, term in parts)
    return text.removeprefix("+ ").replace("- ", "-", 1) if text[0] == "-" else text[2:]


def _product(coefficient: Fraction, term: str) -> str:
    top, bottom = coefficient.numerator, coefficient.denominator
    if term == "1":
        return str(coefficient)
    product = term if top == 1 else f"{top}*{term}"
    return product if bottom == 1 else f"{product}/{bottom}"
