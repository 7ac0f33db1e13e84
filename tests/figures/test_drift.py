"""Comparing measured with accepted figures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.samples import EVERYTHING, a_figure, a_ledger, an_interval
from tests.support.samples import measured as measurement
from whestdocs.figures.drift import Comparison, compare
from whestdocs.figures.figure import Figure
from whestdocs.figures.publications import Publication, Publications


def compared(accepted: list[Figure], now: list[Figure]) -> Comparison:
    return compare(measurement(*now), a_ledger(*accepted), EVERYTHING)


# What differs.


def test_equal_figures_do_not_drift() -> None:
    figures = [a_figure("source/flops", 5), an_interval("source/mse", 1.0, 0.9, 1.1)]
    assert compared(figures, figures).is_clean


def test_another_value_is_a_drift() -> None:
    [drift] = compared([a_figure("source/flops", 5)], [a_figure("source/flops", 6)]).drifts
    assert (drift.accepted.value, drift.measured.value) == (5, 6)
    assert str(drift) == "source/flops: accepted 5 FLOPs, measured 6 FLOPs, ratio 1.2"


def test_a_new_figure_is_a_drift() -> None:
    [drift] = compared([], [a_figure("source/flops", 5_000)]).drifts
    assert str(drift) == "source/flops: new, measured 5,000 FLOPs"


def test_a_figure_that_nothing_measures_any_more_is_a_drift() -> None:
    [drift] = compared([a_figure("source/calls", 5_000, unit="calls")], []).drifts
    assert str(drift) == "source/calls: accepted 5,000, no longer measured"


def test_intervals_that_agree_do_not_drift() -> None:
    accepted = [an_interval("source/mse", 1.0, 0.9, 1.1)]
    assert compared(accepted, [an_interval("source/mse", 1.05, 0.95, 1.15)]).is_clean
    assert not compared(accepted, [an_interval("source/mse", 1.3, 1.2, 1.4)]).is_clean


def test_an_interval_that_moved_is_shown_with_its_bounds() -> None:
    accepted, now = an_interval("s/mse", 1.0, 0.9, 1.1), an_interval("s/mse", 2.0, 1.9, 2.1)
    [drift] = compared([accepted], [now]).drifts
    assert str(drift) == "s/mse: accepted 1.0 (0.9 to 1.1), measured 2.0 (1.9 to 2.1), ratio 2"


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "1" * 64},
        {"call": "AnotherEstimator"},
        {"flopscope": "0.13.0"},
        {"width": 512},
        {"file": "examples/another.py"},
    ],
)
def test_another_source_with_equal_figures_is_no_drift(change: dict[str, object]) -> None:
    assert compared([a_figure("s/flops", 5)], [a_figure("s/flops", 5, **change)]).is_clean


def test_another_kind_is_a_drift() -> None:
    assert not compared([a_figure("s/mse", 5)], [an_interval("s/mse", 5, 4, 6)]).is_clean


# What is published.


def test_what_nothing_publishes_is_not_compared() -> None:
    page = Publications([Publication(Path("docs/page.md"), 1, "a/flops")])
    now = measurement(a_figure("a/flops", 5), a_figure("a/calls", 6), a_figure("b/calls", 7))
    ledger = a_ledger(a_figure("a/flops", 5), a_figure("a/calls", 1), a_figure("gone/flops", 1))
    comparison = compare(now, ledger, page)
    assert comparison.is_clean
    assert comparison.unpublished == ("a/calls", "gone/flops")


def test_a_ratio_that_is_not_one_does_not_read_as_one() -> None:
    figures = [a_figure("s/flops", value) for value in (2_199_023_255_552, 2_199_023_255_553)]
    [drift] = compared(figures[:1], figures[1:]).drifts
    assert float(re.search(r"ratio (\S+)", str(drift))[1]) != 1


def test_a_figure_that_was_zero_has_no_ratio() -> None:
    [drift] = compared([a_figure("s/flops", 0)], [a_figure("s/flops", 5)]).drifts
    assert str(drift) == "s/flops: accepted 0 FLOPs, measured 5 FLOPs"
