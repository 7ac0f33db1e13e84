"""Numbers as text: what is small is never rounded to nothing, what is large has no exponent."""

from __future__ import annotations

import pytest

from whestdocs.numbers import budget_percent, percent, significant, three_digits


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.00026, "0.000260"),
        (2_715_648, "2,720,000"),
        (9.999, "10.0"),
        (3e-7, "3.00e-07"),
    ],
)
def test_significant_digits(value: float, text: str) -> None:
    assert significant(value, 3) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (0.0009, "<0.1%"), (0.001, "0.1%"), (0.7714, "77.1%"), (1, "100.0%")],
)
def test_a_share_is_not_rounded_to_nothing(share: float, text: str) -> None:
    assert percent(share) == text


def test_a_caller_may_round_up_from_lower_down() -> None:
    assert percent(0.0009, 0.0005) == "0.1%"
    assert percent(0.0004, 0.0005) == "<0.1%"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (1e-6, "<0.001%"),
        (0.0001234, "0.0123%"),
        (0.5, "50%"),
        (9.99, "999%"),
        (25, "2,500%"),
    ],
)
def test_a_share_of_the_budget_has_three_digits_and_no_exponent(share: float, text: str) -> None:
    assert budget_percent(share) == text


def test_a_ledger_keeps_three_digits() -> None:
    assert three_digits(0.0123456) == 0.0123
