"""The search returns the largest count within a limit, and measures both sides of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whestdocs.estimators.budget.sample_count import (
    Law,
    NoCountError,
    largest_count,
    law_of,
    smaller,
)

Cost = Callable[[int], int | None]


def search(cost: Cost, limit: int, start: int = 1000) -> tuple[int, list[int]]:
    """Return the largest count and those that were run for it."""
    run = []

    def measured(count: int) -> int | None:
        run.append(count)
        return cost(count)

    known = {start: cost(start), smaller(start): cost(smaller(start))}
    found = largest_count("SAMPLES", measured, known, limit)
    assert found.flops == cost(found.count) <= limit
    assert found.flops_beyond == cost(found.count + 1)
    assert {found.count, found.count + 1} <= {*run, *known}
    return found.count, run


def the_largest(cost: Cost, limit: int) -> int:
    """Return the largest count by trying one after the other."""
    count = 0
    while (flops := cost(count + 1)) is not None and flops <= limit:
        count += 1
    return count


def test_a_straight_line_takes_two_runs() -> None:
    count, run = search(lambda n: 7 + 3 * n, 10_000)
    assert count == 3331
    assert run == [3331, 3332]


def test_the_law_is_told_where_it_is_exact() -> None:
    found = largest_count("N", lambda n: 7 + 3 * n, {100: 307, 50: 157}, 1_000)
    assert found.law == Law(fixed=7, each=3)
    bent = largest_count("N", lambda n: 7 + 3 * n + n // 200, {100: 307, 50: 157}, 1_000)
    assert bent.law is None


@given(st.integers(0, 1000), st.integers(1, 50), st.integers(1, 9), st.integers(0, 300), st.data())
def test_it_is_the_largest_for_every_cost_that_rises(
    fixed: Any, each: Any, batch: Any, surcharge: Any, data: Any
) -> None:
    def cost(count: int) -> int:
        return fixed + each * count + surcharge * -(-count // batch)

    limit = data.draw(st.integers(cost(1), cost(3000)))
    start = data.draw(st.integers(1, 2000))
    assert search(cost, limit, start)[0] == the_largest(cost, limit)


@given(st.integers(2, 5_000), st.integers(1, 1000))
def test_it_is_the_largest_for_a_cost_that_bends(limit: Any, start: Any) -> None:
    def cost(count: int) -> int:
        return 1 + count**2 // 500

    count, run = search(cost, limit, start)
    assert count == the_largest(cost, limit)
    assert len(run) < 40


def test_what_exceeds_the_whole_budget_is_beyond_every_limit() -> None:
    def cost(count: int) -> int | None:
        return 10 * count if count <= 500 else None

    assert search(cost, 5_000, 100)[0] == 500
    assert search(cost, 9_000, 1000)[0] == 500


def test_a_count_that_exceeds_the_limit_now_is_lowered() -> None:
    assert search(lambda n: 10 * n, 100, 1000)[0] == 10


NONE = {
    "a cost that falls": (lambda n: 10_000 - n, 9_000, "does not rise with SAMPLES"),
    "a cost that falls at last": (lambda n: n if n < 1500 else 10, 1_800, "does not rise"),
    "one that is too much": (lambda n: 500 + n, 400, "Even SAMPLES = 1 costs 501 FLOPs"),
    "a cost without end": (lambda n: min(n, 1200), 1_500, "No largest SAMPLES was found"),
}


@pytest.mark.parametrize(("cost", "limit", "says"), NONE.values(), ids=NONE)
def test_there_is_no_answer_for(cost: Any, limit: Any, says: Any) -> None:
    with pytest.raises(NoCountError, match=says):
        search(cost, limit)


@pytest.mark.parametrize("count", [*range(1, 40), 999, 1000])
def test_another_count_is_near_half_of_one_and_as_odd(count: Any) -> None:
    other = smaller(count)
    assert other != count
    assert other >= 1
    assert count < 4 or (other < count and other % 2 == count % 2)


def test_two_points_are_no_law() -> None:
    assert law_of({1: 2, 2: 3}) is None
    assert law_of({1: 2, 2: 3, 5: 6}) == Law(fixed=1, each=1)
    assert law_of({2: 2, 4: 3, 6: 4}) is None  # Half a FLOP for each.
