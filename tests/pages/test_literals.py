"""Numbers in expressions convert units; none of them is published as if it were measured."""

from __future__ import annotations

import pytest

from tests.support.expression_samples import EXPRESSIONS
from whestdocs.errors import FigureError

A = 'figure("02_mean/flops")'


@pytest.mark.parametrize(
    "expression",
    [
        "(round.width * 0 + 86672399) | exact",
        f"({A} / {A} * 77.1) | ratio",
        "round.width + 1",
        "round.width - 1000",
        f"{A} * 3",
        f"({A} * 1.5) | rounded",
        "1000 / round.width",
        "round.width ** 4",
        "round.width * -10",
        "round.width | percent(7)",
        "round.width | ratio(3)",
        f"{A} | rounded(17)",
        f"{A} | rounded(digits=9)",
    ],
)
def test_a_number_that_converts_nothing_is_refused(expression: str) -> None:
    with pytest.raises(FigureError, match=r"The number .* in it is typed"):
        EXPRESSIONS.value(expression)


@pytest.mark.parametrize("expression", [f"{A} + 1", f"{A} % 7", f"[{A}, 17] | last", f"{A} ** 0"])
def test_a_number_that_fits_nothing_is_refused_in_one_way_or_another(expression: str) -> None:
    with pytest.raises(FigureError):
        EXPRESSIONS.value(expression)


@pytest.mark.parametrize("argument", [A, "86672399", "7.5", "[1]", '"a", "b"', ""])
def test_a_constant_is_a_text_that_the_author_wrote(argument: str) -> None:
    with pytest.raises(FigureError):
        EXPRESSIONS.value(f"constant({argument})")


@pytest.mark.parametrize(
    "expression",
    [
        f"(2 * {A}) | exact",
        f"({A} / 1000) | rounded",
        f"(0.1 * {A}) | rounded(2)",
        "(round.width ** 3) | exact",
        f"{A} | rounded(digits=6)",
        f"({A} * 1000000 / round.flop_budget) | percent",
        f"({A} if round.width > 999 else round.depth) | exact",
        'constant("86,672,399")',
    ],
)
def test_units_are_converted_and_constants_written(expression: str) -> None:
    EXPRESSIONS.value(expression)
