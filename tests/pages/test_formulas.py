"""Formulas of prices: found where there is one, exact, and none where there is not."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor, log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whestdocs.pages.html.formula import formula_html
from whestdocs.probe.pricing.formulas import formula

FITTED = (45, 60, 120, 240, 480, 960)
ALL = (*FITTED, 64, 77, 333, 1000, 1025)


def found(price: Callable[[int], int]) -> str:
    return formula({n: price(n) for n in sorted(ALL)}, FITTED)


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "7",
        "n",
        "16*n",
        "n - 1",
        "n**2/2 + n/2",
        "2*n**3 - n**2",
        "10*n**3 - 30*n**2 + 30*n - 10",
        "4*n*ceil(log2(n))",
        "2*n*ceil(log2(n)) + 2*n",
        "5*(n//2)*ceil(log2(n))",
        "5*(n - 1)*ceil(log2(2*n - 2))",
        "5*n - 4*(n//2)",
        "floor(n**3/3)",
        "2*floor(2*n**3/3 + 2*n**2)",
        "2*ceil(4*n**3/3)",
        "floor(248*n/5)",
    ],
)
def test_a_formula_is_found_as_it_would_be_written(text: str) -> None:
    names = {"ceil": ceil, "floor": floor, "log2": log2}
    assert found(lambda n: eval(text, {**names, "n": n})) == text


@pytest.mark.parametrize("n", ALL)
def test_a_single_price_that_differs_leaves_no_formula(n: int) -> None:
    prices = {size: 16 * size for size in sorted(ALL)}
    assert formula(prices, FITTED) == "16*n"
    assert formula(prices | {n: 16 * n + 1}, FITTED) == ""


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, 10**6), min_size=len(ALL), max_size=len(ALL), unique=True))
def test_prices_without_rule_have_no_formula(values: list[int]) -> None:
    assert formula(dict(zip(sorted(ALL), values, strict=True)), FITTED) == ""


@settings(deadline=None)
@given(st.integers(-50, 50), st.integers(1, 50), st.integers(0, 50))
def test_whatever_is_found_gives_the_prices(constant: int, first: int, second: int) -> None:
    def price(n: int) -> int:
        return second * n**2 + first * n + constant

    text = found(price)
    assert text
    assert all(eval(text, {"n": n}) == price(n) for n in (1, 17, *ALL))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("16*n", "16<i>n</i>"),
        ("2*n**3 - n**2", "2<i>n</i><sup>3</sup> \u2212 <i>n</i><sup>2</sup>"),
        ("floor(n**3/3)", "⌊<i>n</i><sup>3</sup>/3⌋"),
        ("4*(n//2)", "4⌊<i>n</i>/2⌋"),
        ("(n - 1)*ceil(log2(n))", "(<i>n</i> \u2212 1)\u2009⌈log<sub>2</sub> <i>n</i>⌉"),
        ("-4*n + 1000", "\u22124\u2009<i>n</i> + 1,000"),
    ],
)
def test_a_formula_is_shown_as_mathematics(text: str, html: str) -> None:
    assert formula_html(text) == html


@pytest.mark.parametrize("text", ["n if n else 1", "n % 2", "[n]", "1.5*n"])
def test_what_is_no_formula_of_a_price_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no part of a price's formula"):
        formula_html(text)
