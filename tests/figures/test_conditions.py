"""Conditions of claims: whether they hold, and whether each of their figures could break them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.expression_samples import EXPRESSIONS, FIGURES
from tests.support.samples import a_figure, an_interval
from whestdocs.errors import FigureError
from whestdocs.figures.alterations import alterations
from whestdocs.figures.conditions import parts_of


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ('figure("02_mean/op/matmul/flops") < figure("02_mean/flops")', True),
        ('figure("02_mean/op/matmul/flops") > figure("02_mean/flops")', False),
        ('figure("02_mean/flops") > 0.5 * figure("02_mean/op/matmul/flops")', True),
        ('figure("02_mean/calls") == 112', True),
        ('100 < figure("02_mean/calls") <= 112', True),
        ('figure("02_mean/calls") > 90 and not figure("02_mean/calls") > 200', True),
        ('figure("02_mean/flops") == figure("02_mean/flops", "v1-warmup")', False),
        ('figure("02_mean/flops") < 0.000002 * round.flop_budget', True),
        ('figure("02_mean/flops") < 0', False),
    ],
)
def test_a_condition_holds_or_not(condition: str, holds: bool) -> None:
    assert EXPRESSIONS.holds(condition)[0] is holds


def test_a_condition_remembers_every_figure_it_looked_at() -> None:
    condition = 'figure("02_mean/op/matmul/flops") < figure("02_mean/flops")'
    _, looked_at = EXPRESSIONS.holds(condition)
    assert looked_at.figures == (FIGURES[1], FIGURES[0])


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ('figure("02_mean/flops")', "must be true or false"),
        ('figure("02_mean/flops") | exact', "must be true or false"),
        ("1 < 2", "must look at a figure"),
        ("true", "must look at a figure"),
        ('figure("02_mean/flops") < figure("02_mean/calls")', "cannot be compared"),
        ('figure("nosuch") < 3', "There is no figure"),
        ('figure("02_mean/flops") < nosuch', "'nosuch' is undefined"),
        ('figure("02_mean/flops") <', "xpected"),
        ('figure("02_mean/flops") < "a"', "'a' is no number"),
        ('figure("02_mean/flops") == "a"', "'a' is no number"),
        ('figure("02_mean/flops") != "a"', "'a' is no number"),
        ('figure("02_mean/flops") in ["a"]', "'a' is no number"),
        ('figure("02_mean/calls") == 112 and round.width == 1024', "looks at no figure"),
    ],
)
def test_what_is_no_condition_is_refused(condition: str, reason: str) -> None:
    with pytest.raises(FigureError, match=reason.replace("(", r"\(")):
        EXPRESSIONS.holds(condition)


# Each is true of the figures, and the part after the colon of no use.
WEAK = {
    "a figure that is there": 'figure("02_mean/flops") is defined',
    "a figure and itself": 'figure("02_mean/flops") == figure("02_mean/flops")',
    "itself by its round": 'figure("02_mean/flops") >= figure("02_mean/flops", "v2-phase2")',
    "more than nothing": 'figure("02_mean/flops") > 0',
    "more than one": 'figure("02_mean/calls") > 1',
    "no less than nothing": 'figure("02_mean/flops") >= 0',
    "not less than nothing": 'not figure("02_mean/calls") < 0',
    "less than anything is": 'figure("02_mean/flops") < 1e29',
    "an error below one": 'figure("accuracy/02_mean/mse") < 1',
    "far below the budget": 'figure("02_mean/flops") < round.flop_budget',
    "far above another round's": 'figure("02_mean/flops") > figure("02_mean/flops", "v1-warmup")',
    "not a number far away": 'figure("02_mean/flops") != 5',
    "true whatever the figure is": 'figure("02_mean/flops") < 3e6 or true',
    "either of two": 'figure("02_mean/calls") == 112 or figure("02_mean/flops") == 2715648',
    "a unit": 'figure("02_mean/flops").unit == "FLOPs"',
    "a text": '(figure("02_mean/flops") | exact) != "5"',
    "a figure per itself": 'figure("accuracy/02_mean/mse") / figure("accuracy/02_mean/mse") == 1',
    "a dead part": 'figure("02_mean/calls") == 112 and figure("02_mean/flops") > 0',
    "a dead part on the same figure": 'figure("flag") == 1 and figure("flag") < 99',
    "a dead part in brackets": '(figure("02_mean/calls") > 0 and figure("02_mean/calls") == 112)',
    "a dead end of a chain": '0 < figure("02_mean/calls") < 113',
    "a dead alternative denied": 'not (figure("flag") == 0 or figure("02_mean/calls") < 0)',
    "a figure times nothing": 'figure("02_mean/calls") + 0 * figure("zero/calls") == 112',
    "a free thing below a bound": 'figure("zero/flops") < 1000',
}


@pytest.mark.parametrize("condition", WEAK.values(), ids=WEAK.keys())
def test_a_condition_that_holds_for_any_plausible_value_is_refused(condition: str) -> None:
    with pytest.raises(FigureError, match="the part stays true whatever it is"):
        EXPRESSIONS.holds(condition)


def test_the_error_names_the_part_the_figure_its_range_and_what_to_write() -> None:
    with pytest.raises(FigureError) as caught:
        EXPRESSIONS.holds('figure("02_mean/calls") == 112 and figure("02_mean/flops") > 0')
    assert str(caught.value) == (
        'The part `figure("02_mean/flops") > 0` is too weak: 02_mean/flops is 2,715,648 FLOPs, and '
        "the part stays true whatever it is from 271,565 to 27,156,480. Write what it must be, "
        "`== 2715648`, or a bound less than ten times away, such as `< 0.5 * figure(...)`, and say "
        "that in the sentence; or leave the part out."
    )


@pytest.mark.parametrize(
    "condition",
    [
        'figure("zero/flops") == 0',
        'figure("flag") > 0',
        'figure("flag") == 1',
        'figure("02_mean/flops") != figure("02_mean/op/matmul/flops")',
        'figure("02_mean/flops") > 2.7e6 and figure("02_mean/flops") < 2.8e6',
        'figure("02_mean/op/matmul/flops") / figure("02_mean/flops") > 0.7',
        'figure("02_mean/flops") / figure("02_mean/op/matmul/flops") < 1.3',
        'figure("accuracy/02_mean/mse") < 1e-5',
        'figure("02_mean/flops", "v1-warmup") == 5 and figure("02_mean/calls") == 7 * 16',
        '1.2 < figure("02_mean/flops") / figure("02_mean/op/matmul/flops") < 1.3',
        'figure("02_mean/calls") == (112 if round.tag == "v2-phase2" else 5)',
        'figure("02_mean/calls") == 112 or figure("02_mean/calls") == 5',
        'figure("02_mean/calls") == 112 or figure("02_mean/flops") == 5',
    ],
)
def test_a_condition_that_each_figure_can_break_is_taken(condition: str) -> None:
    assert EXPRESSIONS.holds(condition)[0]


def test_a_condition_that_is_false_is_said_to_be_false_however_weak_it_is() -> None:
    assert (
        EXPRESSIONS.holds('figure("02_mean/flops") > 0 and figure("zero/flops") == 1')[0] is False
    )


@given(st.sampled_from("<>"), st.floats(min_value=1e-30, max_value=1e30))
def test_a_bound_is_taken_up_to_ten_times_away_and_no_further(sign: str, bound: float) -> None:
    condition, value = f'figure("02_mean/flops") {sign} {bound!r}', 2_715_648
    if not eval(f"{value} {sign} {bound!r}"):
        assert EXPRESSIONS.holds(condition)[0] is False
    elif 0.11 < bound / value < 9.9:
        assert EXPRESSIONS.holds(condition)[0] is True
    elif not 0.09 < bound / value < 10.1:
        with pytest.raises(FigureError, match="is too weak"):
            EXPRESSIONS.holds(condition)


@pytest.mark.parametrize(
    ("condition", "parts"),
    [
        ("a < b", ["a < b"]),
        ("a < b and (c and d == 1)", ["a < b", "c", "d == 1"]),
        ("a < (b + 1) * 2 < c", ["a < (b + 1) * 2", "(b + 1) * 2 < c"]),
        ("a or b and c", ["a or b and c"]),
        ("not (a or b)", ["not a", "not b"]),
        ("not (a and b)", ["not (a and b)"]),
        ("x == 1 if a and b else y", ["x == 1 if a and b else y"]),
        ('figure("a and b") | ratio == "x and y"', ['figure("a and b") | ratio == "x and y"']),
        ('a ~ "x" == "y" and b', ['a ~ "x" == "y" and b']),
    ],
)
def test_a_condition_comes_apart_at_what_must_all_be_true(condition: str, parts: list[str]) -> None:
    assert parts_of(condition) == parts


def test_the_smallest_alteration_that_breaks_a_condition_is_named() -> None:
    condition = 'figure("02_mean/op/matmul/flops") < 0.8 * figure("02_mean/flops")'
    found = [each.alteration for each in EXPRESSIONS.sensitivities(condition)]
    assert [each and each.words for each in found] == ["×1.05", "÷1.05"]


# Alterations.


def words(*arguments: object) -> list[str]:
    return [each.words for each in alterations(*arguments)]


def test_the_smallest_alterations_of_a_count_are_one_more_and_one_less() -> None:
    assert words(a_figure("a", 1_000))[:2] == ["+1", "\N{MINUS SIGN}1"]


def test_a_flag_flips_and_nothing_else_falls_to_nothing() -> None:
    assert 0 in [each.value for each in alterations(a_figure("a", 1, ""))]
    assert [each.value for each in alterations(a_figure("a", 0, ""))] == [1]
    for count in (2, 3, 9, 1_000):
        assert min(each.value for each in alterations(a_figure("a", count))) >= 1


def test_a_statistic_may_take_its_bounds() -> None:
    values = [each.value for each in alterations(an_interval("a", 2.0, 1.5, 2.75))]
    assert 1.5 in values and 2.75 in values


def test_a_figure_may_take_the_value_of_another_that_is_near() -> None:
    near, far = a_figure("near", 9_999), a_figure("far", 10_001)
    assert "as near" in words(a_figure("a", 1_000), [near, far])
    assert "as far" not in words(a_figure("a", 1_000), [near, far])


@given(st.integers(min_value=1, max_value=10**18))
def test_every_alteration_is_another_whole_number_at_most_ten_times_away(value: int) -> None:
    for each in alterations(a_figure("a", value)):
        assert type(each.value) is int
        assert each.value != value
        assert max(int(value > 1), round(value / 10)) <= each.value <= 10 * value
