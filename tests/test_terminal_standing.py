"""Where an estimator stands, in the terminal: every round's rules, at any width."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from tests.samples import a_charge, a_profile
from whestdocs.rounds import ROUNDS
from whestdocs.sample_count import LargestCount, Law
from whestdocs.standing import Samples, Standing, TimedRun
from whestdocs.views.terminal_standing import show_standing

RUNS = (TimedRun(10**9, 2.0, 0.1), TimedRun(10**9, 2.0, 0.3), TimedRun(10**9, 2.0, 0.2))
LARGEST = LargestCount(6_547, 219_895, 219_929, 4, Law(16, 33))
SAMPLES = Samples("SAMPLES", 1000, 33_016, 0.1, 219_902, LARGEST)


def standing(tag: str = "v2-phase2", **changes: object) -> Standing:
    profile = replace(a_profile("x\n", a_charge("x", (1, 0), 10**9)), round_tag=tag)
    return replace(Standing(profile, ROUNDS[tag], RUNS, why_none="There is none."), **changes)


def shown(standing: Standing, width: int = 120, encoding: str = "utf-8") -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    show_standing(
        standing, Console(file=stream, width=width, force_terminal=True, color_system=None)
    )
    stream.seek(0)
    return " ".join(stream.read().split()) if width > 100 else stream.read()


def test_a_gated_round_compares_residual_time_with_its_limit():
    text = shown(standing())
    assert "1,000,000,000, 0.0455% of the budget of 2,199,023,255,552" in text
    assert "218,902,325,555 below the 10% floor" in text
    assert "0.2000 s in the median run, 0.3000 s in the worst of 3 runs" in text
    assert "75% of the 0.4 s that are allowed, at worst" in text
    assert "Too much" not in text
    assert "No count: There is none." in text


def test_a_priced_round_adds_it_to_the_compute():
    text = shown(standing("v1-warmup", samples=SAMPLES))
    assert "C / B" in text
    assert "0.3088 in the median run, 0.4559 in the worst" in text
    assert "100,000,000,000 for each second" in text
    assert "by FLOPs alone: residual time comes on top" in text
    assert "that are allowed" not in text


@pytest.mark.parametrize(
    ("tag", "seconds", "field"),
    [
        ("v2-phase2", 0.41, "residual_wall_time_exhausted"),
        ("v1-warmup", 0.68, "combined_budget_exhausted"),
    ],
)
def test_too_much_of_it_is_named_as_the_report_does(tag, seconds, field):
    slow = standing(tag, runs=(*RUNS, TimedRun(10**9, 2.0, seconds)))
    assert f"would fail its network ({field})" in shown(slow)


def test_a_count_shows_both_sides_of_the_limit_and_the_law():
    text = shown(standing(samples=SAMPLES))
    assert "SAMPLES 6,547 at most within 10% of the budget, 219,902 FLOPs; now 1,000" in text
    assert "6,547 cost 219,895 6,548 cost 219,929" in text
    assert "measured with 4 values of SAMPLES; all are exactly 33 a sample plus 16" in text


def test_a_count_without_a_law_or_beyond_the_budget_says_so():
    largest = replace(LARGEST, law=None, flops_beyond=None)
    text = shown(standing(samples=replace(SAMPLES, largest=largest)))
    assert "6,548 cost more than the whole budget" in text
    assert "they are on no straight line" in text


def test_a_count_that_follows_the_budget_is_said_to_be_worked_out():
    text = shown(standing(samples=replace(SAMPLES, name=None)))
    assert "They follow the budget. Given that one, it takes 1,000 of them" in text
    assert "so 6,547 would cost 219,895: worked out, not run" in text


def test_flops_that_differ_are_all_shown():
    unsteady = standing(runs=(*RUNS, TimedRun(2 * 10**9, 2.0, 0.1)))
    assert "They differ from run to run: 1,000,000,000, 1,000,000,000" in shown(unsteady)


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_nothing_is_wider_than_the_terminal(width):
    text = shown(standing("v1-warmup", samples=SAMPLES), width)
    assert max(map(len, text.split("\n"))) <= width


def test_an_encoding_without_our_signs_gets_others():
    assert "SAMPLES" in shown(standing(samples=SAMPLES), encoding="ascii")
