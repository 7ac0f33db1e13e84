"""How far predictions are apart is measured in each layer by itself."""

from __future__ import annotations

import pytest

from whestdocs.estimators.advice.changes import change_between, largest_of
from whestdocs.estimators.advice.score import Score

BEFORE = [[1e-6, -2e-6], [100.0, 50.0]]


def test_a_change_of_a_small_layer_does_not_hide_behind_a_large_one() -> None:
    change = change_between(BEFORE, [[1e-6, -1e-6], [100.0, 50.0]])
    assert change.relative == pytest.approx(0.5)
    assert change.largest == pytest.approx(1e-6)


def test_a_layer_of_zeros_has_no_size_to_hide_behind() -> None:
    change = change_between([[0.0, 0.0]], [[0.0, 1e-30]])
    assert change.relative == 1.0


def test_no_change_is_none() -> None:
    change = change_between(BEFORE, BEFORE)
    assert (change.largest, change.relative) == (0.0, 0.0)


def test_the_largest_of_several_is_taken_layer_by_layer() -> None:
    first = change_between(BEFORE, [[2e-6, -2e-6], [100.0, 50.0]])
    second = change_between(BEFORE, [[1e-6, -2e-6], [100.0, 51.0]])
    layers = largest_of([first, second]).layers
    assert [layer.largest for layer in layers] == pytest.approx([1e-6, 1.0])


@pytest.mark.parametrize(
    ("flops", "multiplier", "is_at_floor", "room"),
    [(99, 0.1, True, 1), (100, 0.1, True, 0), (101, 0.101, False, -1), (2000, 2.0, False, -1900)],
)
def test_saving_counts_above_the_floor_only(
    flops: int, multiplier: float, is_at_floor: bool, room: int
) -> None:
    score = Score(flops, 1000)
    found = (score.multiplier, score.is_at_floor, score.room)
    assert found == (pytest.approx(multiplier), is_at_floor, room)
    assert score.document()["saving_improves_score"] is not is_at_floor


def test_a_saving_stops_counting_at_the_floor() -> None:
    assert Score(500, 1000).after(499).multiplier == 0.1
