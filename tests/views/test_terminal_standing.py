"""Where an estimator stands, in the terminal: every round's rules, at any width."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from tests.support.samples import a_charge, a_profile
from whestdocs.competition.rounds import ROUNDS
from whestdocs.estimators.budget.sample_count import LargestCount, Law
from whestdocs.estimators.budget.standing import Samples, Standing, TimedRun
from whestdocs.views.terminal.standing_text import show_standing

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


def test_a_gated_round_compares_residual_time_with_its_limit() -> None:
    text = shown(standing())
    assert "1,000,000,000, 0.0455% of the budget of 2,199,023,255,552" in text
    assert "218,902,325,555 FLOPs left before the multiplier rises Spend them on accuracy" in text
    assert "0.2000 s in the median run, 0.3000 s in the worst of 3 runs" in text
    assert "75% of the 0.4 s that are allowed, at worst" in text
    assert "Too much" not in text
    assert "No count: There is none." in text


def test_a_priced_round_adds_it_to_the_compute() -> None:
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
def test_too_much_of_it_is_named_as_the_report_does(tag: str, seconds: float, field: str) -> None:
    slow = standing(tag, runs=(*RUNS, TimedRun(10**9, 2.0, seconds)))
    assert f"would fail its network ({field})" in shown(slow)


@pytest.mark.parametrize(
    ("tag", "run", "field"),
    [
        ("v2-phase2", TimedRun(0, 4.0, 4.0), "residual_wall_time_exhausted"),
        ("v1-phase1", TimedRun(0, 4.0, 4.0), "combined_budget_exhausted"),
        ("v1-phase1", TimedRun(0, 61.0, 0.0), "time_exhausted"),
        ("v2-phase2", TimedRun(2**41 - 10, 1.0, 0.0), "budget_exhausted"),
    ],
)
def test_a_network_that_fails_has_a_multiplier_of_one_and_says_why(
    tag: str, run: Any, field: str
) -> None:
    failing = standing(tag, runs=(run,))
    observed = replace(failing.profile.observations, conversion_flops=20)
    failing = replace(failing, profile=replace(failing.profile, observations=observed))
    assert failing.document()["multiplier"] == {"median": 1.0, "worst": 1.0}
    assert failing.document()["fails_by"] == field
    text = shown(failing)
    assert f"the median run would fail its network ({field})" in text
    assert "zeros are scored in place of the prediction, with a multiplier of 1" in text
    assert "Multiplier 1" in text


def test_a_network_that_fails_in_the_worst_run_alone_keeps_the_medians_multiplier() -> None:
    slow = standing(runs=(*RUNS, TimedRun(10**9, 2.0, 0.41)))
    assert slow.document()["multiplier"] == {"median": 0.1, "worst": 1.0}
    assert "the worst run would fail its network" in shown(slow)


def test_a_count_shows_both_sides_of_the_limit_and_the_law() -> None:
    text = shown(standing(samples=SAMPLES))
    assert "SAMPLES 6,547 at most within 10% of the budget, 219,902 FLOPs; now 1,000" in text
    assert "6,547 cost 219,895 6,548 cost 219,929" in text
    assert "measured with 4 values of SAMPLES; all are exactly 33 a sample plus 16" in text


def test_a_count_without_a_law_or_beyond_the_budget_says_so() -> None:
    largest = replace(LARGEST, law=None, flops_beyond=None)
    text = shown(standing(samples=replace(SAMPLES, largest=largest)))
    assert "6,548 cost more than the whole budget" in text
    assert "they are on no straight line" in text


def test_a_count_that_follows_the_budget_is_said_to_be_worked_out() -> None:
    text = shown(standing(samples=replace(SAMPLES, name=None)))
    assert "They follow the budget that it is given" in text
    assert "1,000 of them with a budget of" in text
    assert "so 6,547 would cost 219,895: worked out, not run" in text


def test_flops_that_differ_are_all_shown() -> None:
    unsteady = standing(runs=(*RUNS, TimedRun(2 * 10**9, 2.0, 0.1)))
    assert "They differ from run to run: 1,000,000,000, 1,000,000,000" in shown(unsteady)


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    text = shown(standing("v1-warmup", samples=SAMPLES), width)
    assert max(map(len, text.split("\n"))) <= width


def test_an_encoding_without_our_signs_gets_others() -> None:
    assert "SAMPLES" in shown(standing(samples=SAMPLES), encoding="ascii")


def test_samples_in_blocks_are_told_in_steps() -> None:
    blocks = replace(SAMPLES, name=None, step=64, largest=replace(LARGEST, count=64 * 6_663))
    text = shown(standing(samples=blocks, runs=(TimedRun(16 + 33 * 7_000, 2.0, 0.1),)))
    assert "426,432 at most within 10% of the budget, 219,902 FLOPs, in steps of 64" in text
    assert "448,000 of them with the round's, 231,016 FLOPs" in text
    assert "all are exactly 33 for each 64 samples plus 16" in text


def test_whoever_pays_more_than_the_least_is_not_told_to_spend() -> None:
    above = shown(standing(runs=(TimedRun(220_000_000_000, 2.0, 0.1),)))
    assert "97,674,445 FLOPs above the 10% from which the multiplier rises" in above
    slow = shown(standing("v1-warmup"))  # Residual time alone is above a tenth.
    assert "FLOPs left before the multiplier rises, by FLOPs alone" in slow
    assert "Spend" not in above + slow
