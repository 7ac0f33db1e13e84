"""How pages calculate with figures and write them."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.samples import a_figure, an_interval
from whestdocs.errors import FigureError
from whestdocs.figures.filters import FILTERS, exact, interval, percent, ratio, rounded
from whestdocs.figures.quantities import Quantity, quantity_of
from whestdocs.numbers import significant

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
PREFIXES = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}

whole_numbers = st.integers(min_value=0, max_value=10**15)
numbers = st.floats(min_value=1e-5, max_value=1e15)
digit_counts = st.integers(min_value=1, max_value=9)


def flops(value: int | float) -> Quantity:
    return quantity_of(a_figure("source/flops", value))


def calls(value: int) -> Quantity:
    return quantity_of(a_figure("source/calls", value, unit="calls"))


def read_rounded(text: str) -> float:
    """Return the number that a reader takes from text such as '2.72 MFLOPs'."""
    number, unit = text.split(NO_BREAK_SPACE)
    return float(number.replace(",", "")) * PREFIXES[unit.removesuffix("FLOPs")]


def half_a_digit(value: float, digits: int) -> Fraction:
    """Return how far rounding to that many digits may move a value."""
    return Fraction(1, 2) * Fraction(10) ** (math.floor(math.log10(abs(value))) + 1 - digits)


# Exact.


@given(whole_numbers)
def test_exact_text_reads_back_as_the_value(value: int) -> None:
    assert int(exact(flops(value)).text.replace(",", "")) == value


def test_exact_text_has_thousands_separators() -> None:
    assert exact(flops(2_715_648)).text == "2,715,648"


@given(st.integers(min_value=2**53, max_value=10**30), st.integers(min_value=1, max_value=10**6))
def test_an_exact_quotient_of_whole_numbers_keeps_every_digit(value: int, times: int) -> None:
    assert exact(flops(value * times) / times).text == f"{value:,}"


def test_a_float_that_lost_digits_is_not_exact() -> None:
    with pytest.raises(FigureError, match="rounded on the way"):
        exact(flops(2**60) * 1.0)


def test_a_fraction_is_not_exact() -> None:
    with pytest.raises(FigureError, match=r"2\.5 is not whole"):
        exact(flops(5) / 2)


def test_a_statistic_is_not_exact() -> None:
    with pytest.raises(FigureError, match="statistic"):
        exact(quantity_of(an_interval("source/mse", 1.0, 0.9, 1.1)))


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_finite_number_is_not_exact(value: float) -> None:
    with pytest.raises(FigureError, match="not whole"):
        exact(Quantity(value))


# Rounded.


@given(whole_numbers.filter(bool), digit_counts)
def test_rounded_text_is_within_half_a_digit(value: int, digits: int) -> None:
    read = read_rounded(rounded(flops(value), digits).text)
    assert abs(read - value) <= half_a_digit(value, digits) * (1 + 1e-9)


@given(whole_numbers | numbers, digit_counts)
def test_rounded_text_never_has_an_exponent(value: float, digits: int) -> None:
    assert re.fullmatch(rf"[\d,]+(\.\d+)?{NO_BREAK_SPACE}[kMGT]?FLOPs", rounded(flops(value)).text)
    assert "e" not in rounded(flops(value), digits).text


@given(whole_numbers.filter(bool))
def test_a_rounded_number_of_flops_has_at_most_three_digits_before_its_point(value: int) -> None:
    number = rounded(flops(value)).text.split(NO_BREAK_SPACE)[0]
    assert len(number.split(".")[0].replace(",", "")) <= (3 if value < 999.5e12 else 4)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 FLOPs"),
        (8, "8 FLOPs"),
        (999, "999 FLOPs"),
        (1_000, "1.00 kFLOPs"),
        (2_715_648, "2.72 MFLOPs"),
        (999_499, "999 kFLOPs"),
        (999_500, "1.00 MFLOPs"),
        (999_999, "1.00 MFLOPs"),
        (37_883_904, "37.9 MFLOPs"),
        (272_000_000_000, "272 GFLOPs"),
        (2_199_023_255_552, "2.20 TFLOPs"),
    ],
)
def test_flops_are_rounded_with_the_prefix_a_reader_expects(value: int, text: str) -> None:
    assert rounded(flops(value)).text.replace(NO_BREAK_SPACE, " ") == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1 calls"), (16, "16 calls"), (112, "112 calls"), (12_345, "12,300 calls")],
)
def test_counts_are_rounded_without_prefix_and_without_decimals(value: int, text: str) -> None:
    assert rounded(calls(value)).text.replace(NO_BREAK_SPACE, " ") == text


def test_a_number_and_its_unit_do_not_part_at_the_end_of_a_line() -> None:
    assert " " not in rounded(flops(2_715_648)).text


@given(numbers, digit_counts)
@example(value=2.0**-14, digits=9)
def test_significant_digits_are_within_half_a_digit(value: float, digits: int) -> None:
    # Exactly: a value may lie in the middle.
    read = Fraction(significant(value, digits).replace(",", ""))
    assert abs(read - Fraction(value)) <= half_a_digit(value, digits)


@pytest.mark.parametrize(
    ("value", "text"), [(2.1e-6, "2.1e-06"), (9.96e-6, "0.000010"), (0.0, "0"), (-12.34, "-12")]
)
def test_only_tiny_numbers_have_an_exponent(value: float, text: str) -> None:
    assert significant(value, 2) == text


# Percent and ratio.


@given(whole_numbers, st.integers(min_value=1, max_value=10**15))
def test_a_percentage_is_within_half_a_digit(part: int, whole: int) -> None:
    text = percent(flops(part), flops(whole)).text
    read = float(text.removeprefix("<").removesuffix("%"))
    assert abs(read - 100 * part / whole) <= 0.05 + 1e-12 * read


@given(st.integers(min_value=1, max_value=10**15), st.integers(min_value=1, max_value=10**15))
def test_a_share_that_is_not_nothing_is_never_written_as_nothing(part: int, whole: int) -> None:
    text = percent(flops(part), flops(whole)).text
    assert float(text.removeprefix("<").removesuffix("%")) > 0


@given(st.integers(min_value=1, max_value=10**15), st.integers(min_value=1, max_value=10**15))
def test_a_percentage_never_has_an_exponent(part: int, whole: int) -> None:
    assert "e" not in percent(flops(part), flops(whole)).text


@pytest.mark.parametrize(
    ("part", "text"), [(10**3, "0.001%"), (999, "<0.001%"), (7, "<0.001%"), (-7, "-7e-06%")]
)
def test_a_tiny_share_is_written_as_below_what_a_reader_can_picture(part: int, text: str) -> None:
    assert percent(flops(part), flops(10**8)).text == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(77, 100, "77.0%"), (1, 3, "33.3%"), (0, 3, "0.0%"), (3, 10_000, "0.03%"), (3, 1, "300.0%")],
)
def test_percentages_have_one_decimal_where_that_says_something(
    part: int, whole: int, text: str
) -> None:
    assert percent(flops(part), flops(whole)).text == text


def test_a_ratio_has_three_digits_and_a_sign() -> None:
    assert ratio(flops(149_400), flops(1_000)).text == "149×"
    assert ratio(flops(5), flops(2)).text == "2.50×"


@pytest.mark.parametrize("write", [percent, ratio])
def test_a_share_or_multiple_of_nothing_is_refused(write: Callable[[Quantity], object]) -> None:
    with pytest.raises(FigureError, match="Say of what"):
        write(flops(5))


def test_flops_are_a_multiple_of_a_count_that_knows_where_it_is_defined() -> None:
    width = Quantity(4, origin="whestbench.budget.ROUNDS['v2-phase2'].width")
    times = ratio(flops(192), width**3)
    assert times.text == "3.00×"
    assert times.quantity.figures == flops(192).figures


def test_flops_are_no_multiple_of_a_number_that_was_typed() -> None:
    with pytest.raises(FigureError, match="Say of what"):
        ratio(flops(192), 64)


def test_flops_are_no_share_of_a_count() -> None:
    with pytest.raises(FigureError, match="Say of what"):
        percent(flops(192), Quantity(4, origin="somewhere"))


def test_a_share_of_a_share_may_be_written() -> None:
    assert percent(flops(1) / flops(4)).text == "25.0%"


@pytest.mark.parametrize("write", [percent, ratio])
def test_a_share_of_zero_is_refused(write: Callable[[Quantity, Quantity], object]) -> None:
    with pytest.raises(FigureError, match="zero"):
        write(flops(5), flops(0))


# Intervals.


def test_an_interval_is_written_with_its_bounds() -> None:
    statistic = quantity_of(an_interval("source/mse", 2.1e-6, 1.9e-6, 2.3e-6))
    assert interval(statistic).text == "2.1e-06 (1.9e-06 to 2.3e-06)"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (9.23e-07, 8.75e-06, "4.8e-06 (9.2e-07 to 8.8e-06)"),
        (-1.21e-06, 8.0e-06, "4.8e-06 (-1.3e-06 to 8.0e-06)"),
        (0.0, 4.99e-06, "4.8e-06 (0 to 5.0e-06)"),
    ],
)
def test_bounds_are_rounded_outwards(low: float, high: float, text: str) -> None:
    assert interval(quantity_of(an_interval("source/mse", 4.83e-06, low, high))).text == text


@given(st.floats(min_value=-1e6, max_value=1e6), st.integers(min_value=1, max_value=6))
def test_what_is_written_holds_what_was_measured(bound: float, digits: int) -> None:
    text = interval(quantity_of(an_interval("source/mse", bound, bound, bound)), digits).text
    low, high = re.search(r"\((\S+) to (\S+)\)", text.replace(",", "")).groups()
    assert float(low) <= bound <= float(high)


@pytest.mark.parametrize(
    "quantity",
    [
        Quantity(3),
        quantity_of(a_figure("source/flops", 3)),
        quantity_of(an_interval("source/mse", 1.0, 0.9, 1.1)) * 2,
        quantity_of(an_interval("a/mse", 1.0, 0.9, 1.1))
        + quantity_of(an_interval("b/mse", 1.0, 0.9, 1.1)),
    ],
)
def test_what_has_no_bounds_of_its_own_is_not_written_as_an_interval(quantity: Quantity) -> None:
    with pytest.raises(FigureError, match="bounds"):
        interval(quantity)


# Provenance.


@given(whole_numbers, whole_numbers, st.integers(min_value=1, max_value=99))
def test_a_result_remembers_every_figure_it_was_derived_from(a: int, b: int, n: int) -> None:
    first, second = a_figure("first/flops", a), a_figure("second/flops", b + 1)
    result = n * (quantity_of(first) + quantity_of(second) - quantity_of(first)) / n
    assert result.figures == (first, second)
    for write in (exact, rounded):
        assert write(result).quantity.figures == (first, second)


def test_a_written_share_remembers_part_and_whole() -> None:
    part, whole = a_figure("source/part/flops", 1), a_figure("source/flops", 2)
    for write in (percent, ratio):
        assert write(quantity_of(part), quantity_of(whole)).quantity.figures == (part, whole)


def test_a_figure_used_twice_is_remembered_once() -> None:
    quantity = flops(5)
    assert len((quantity + quantity).figures) == 1


def test_a_constant_says_where_it_is_defined_also_after_arithmetic() -> None:
    width = Quantity(1024, origin="whestbench.budget.ROUNDS['v2-phase2'].width")
    assert (2 * width).origin == width.origin
    assert (2 * width).figures == ()


# Units.


@given(whole_numbers, whole_numbers)
def test_equal_units_add_up_and_cancel(a: int, b: int) -> None:
    total = flops(a) + flops(b)
    assert (total.value, total.unit) == (a + b, "FLOPs")
    assert (total - flops(b)).value == a
    assert (flops(a) / flops(b + 1)).unit == ""


@pytest.mark.parametrize(
    "calculate",
    [
        lambda: flops(1) + calls(1),
        lambda: flops(1) - calls(1),
        lambda: flops(1) + 1,
        lambda: 1 + flops(1),
        lambda: flops(1) * flops(1),
        lambda: flops(2) ** 2,
        lambda: flops(1) / calls(1),
        lambda: 1 / flops(1),
        lambda: flops(1) < calls(1),
        lambda: flops(1) == calls(1),
    ],
)
def test_units_that_do_not_go_together_are_an_error(calculate: Callable[[], object]) -> None:
    with pytest.raises(FigureError, match="FLOPs"):
        calculate()


def test_division_by_zero_is_an_error() -> None:
    with pytest.raises(FigureError, match="divides by a figure that is zero"):
        flops(1) / flops(0)


def test_figures_are_compared_with_each_other_and_with_numbers() -> None:
    assert flops(1) < flops(2) <= 2
    assert flops(2) > flops(1) >= 1
    assert flops(2) == 2
    assert flops(2) != flops(3)
    assert len({flops(2), flops(2)}) == 1


@pytest.mark.parametrize("other", ["2", None, True, (2,)])
@pytest.mark.parametrize("compare", [operator.eq, operator.ne, operator.lt])
def test_what_is_no_number_is_not_compared_with(
    compare: Callable[[object, object], bool], other: object
) -> None:
    with pytest.raises(FigureError, match="is no number"):
        compare(flops(2), other)


@pytest.mark.parametrize("exponent", [-1, 0.5, "2", True, 10])
def test_only_small_powers_are_taken(exponent: object) -> None:
    with pytest.raises(FigureError, match="power"):
        Quantity(4) ** exponent


@pytest.mark.parametrize("write", FILTERS.values(), ids=FILTERS.keys())
@pytest.mark.parametrize("value", [None, "5", True])
def test_a_filter_refuses_what_is_no_number(write: Callable[..., object], value: object) -> None:
    with pytest.raises(FigureError, match="is no number"):
        write(value)
