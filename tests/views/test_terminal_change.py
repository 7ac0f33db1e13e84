"""What an edit changed, as the terminal tells it: line by line, whatever their numbers."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.support.samples import a_charge, a_profile
from whestdocs.estimators.line_pairs import pair_lines
from whestdocs.estimators.profiles import Profile, SourceFile
from whestdocs.views.terminal.change_text import show_change


def costing(**costs: int) -> Profile:
    """Return a profile of a file with a line for each name, costing that much."""
    lines = list(costs)
    charges = [
        a_charge(text, (number, 0), flops)
        for number, (text, flops) in enumerate(costs.items(), start=1)
        if flops
    ]
    return a_profile("\n".join(lines) + "\n", *charges)


def told(before: Profile, after: Profile) -> list[tuple[int, str, int, int, bool]]:
    """Return line, source and FLOPs of what changed, and whether it is gone."""
    return [
        (line.line, line.source, *(side.flops if side else 0 for side in (a, b)), b is None)
        for pair in pair_lines(before, after)
        if pair.difference and (line := pair.b or pair.a)
        for a, b in [(pair.a, pair.b)]
    ]


def test_a_line_that_moved_and_costs_the_same_is_no_change() -> None:
    assert told(costing(a=1, b=2), costing(comment=0, a=1, b=2)) == []


def test_a_line_that_costs_more_or_less_is_one() -> None:
    before, after = costing(a=5, b=50), costing(comment=0, a=9, b=10)
    assert told(before, after) == [(2, "a", 5, 9, False), (3, "b", 50, 10, False)]


def test_an_edited_line_is_the_same_line() -> None:
    before, after = {"y = power(x)": 64}, {"y = square(x)": 4}
    assert told(costing(a=1, **before, b=2), costing(a=1, **after, b=2)) == [
        (2, "y = square(x)", 64, 4, False)
    ]


def test_a_line_that_is_like_none_before_is_new() -> None:
    assert told(costing(a=1, power=64, b=2), costing(a=1, square=4, b=2)) == [
        (2, "power", 64, 0, True),
        (2, "square", 0, 4, False),
    ]


def test_a_new_line_cost_nothing_before_and_one_that_is_gone_costs_nothing_now() -> None:
    assert told(costing(a=1, c=3), costing(a=1, x=0, y=7, c=3)) == [(3, "y", 0, 7, False)]
    assert told(costing(a=1, b=2, c=3), costing(a=1, c=3)) == [(2, "b", 2, 0, True)]


def test_a_line_whose_charge_is_gone_is_still_there_and_told_where_it_is_now() -> None:
    assert told(costing(a=1, b=2), costing(comment=0, a=1, b=0)) == [(3, "b", 2, 0, False)]


NAMES = st.sampled_from(["a", "b", "c", "d", "e", "f"])
COSTS = st.dictionaries(NAMES, st.integers(0, 100), max_size=6)


@given(COSTS, COSTS)
def test_the_differences_add_up(old: Any, new: Any) -> None:
    before, after = costing(**old), costing(**new)
    differences = sum(pair.difference for pair in pair_lines(before, after))
    assert differences == after.flops_used - before.flops_used


def test_helpers_are_told_by_their_names() -> None:
    charge = a_charge("a", (1, 0), 5)
    helper = replace(charge, span=replace(charge.span, file="helper.py"))
    before = a_profile("b\n", helper)
    before = replace(before, files=(*before.files, SourceFile("helper.py", "", "a\n")))
    after = replace(before, charges=(replace(helper, flops=8),), flops_used=8)
    assert "helper.py:1" in printed(before, after)


def printed(before: Profile, after: Profile, width: int = 100, **options: object) -> str:
    stream = io.StringIO()
    show_change(before, after, Console(file=stream, width=width, **options))
    return stream.getvalue()


def test_the_terminal_shows_the_total_and_each_line_up_and_down() -> None:
    text = printed(costing(a=500, b=2_000), costing(a=700, b=1_000))
    assert "2,500 → 1,700 FLOPs ▼ -800 (-32.0%)" in text
    assert re.search(r"^ +2 +2,000 +1,000 +▼ -1,000 +b *$", text, re.M)
    assert re.search(r"^ +1 +500 +700 +▲ \+200 +a *$", text, re.M)


def test_without_a_change_it_says_so() -> None:
    assert "As many FLOPs as before: 3" in printed(costing(a=1, b=2), costing(b=2, a=1))


def test_a_change_from_nothing_has_no_percentage() -> None:
    assert "0 → 7 FLOPs ▲ +7\n" in printed(costing(a=0), costing(a=7))


def test_many_lines_are_counted() -> None:
    names = {f"x{n}": n + 1 for n in range(30)}
    text = printed(costing(**names), costing(**dict.fromkeys(names, 99)))
    assert "and 18 more lines" in text


@pytest.mark.parametrize("width", [40, 60, 80])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    long = {"word_" * 20: 2_000_000, "b": 1}
    lines = printed(costing(**long), costing(b=1), width, force_terminal=True, color_system=None)
    assert max(map(len, lines.split("\n"))) <= width


def test_controls_in_a_source_are_shown_as_text() -> None:
    before = a_profile("a\x1b[2J\u202e\n", a_charge("a", (1, 0), 5))
    after = replace(before, charges=(), flops_used=0)
    text = printed(before, after)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "a\\x1b[2J\\u202e" in text


def test_an_encoding_without_arrows_gets_words() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    show_change(costing(a=5), costing(a=9), Console(file=stream, width=80))
    stream.seek(0)
    assert "5 -> 9 FLOPs up +4 (+80.0%)" in stream.read()
