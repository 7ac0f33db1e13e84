"""The rulebook says what whestbench itself says."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from whestbench import budget

from whestdocs.competition.rounds import ROUNDS
from whestdocs.competition.rulebook import effective_compute, failing_field, floor_flops, multiplier
from whestdocs.running.installing import prepare

CASES = [(0, 0.0), (10**9, 0.3), (6_799_999_999, 0.0), (6_800_000_000, 0.0), (10**10, 0.5)]
ASK = """
import json, sys
from whestbench.scoring import _compute_budget_adjusted_score as score
budget, computes = json.loads(sys.argv[1])
print(json.dumps([
    score(mse_final=1.0, effective_compute=compute, flop_budget=budget, failure=failure)
    for failure in (False, True)
    for compute in computes
]))
"""


@pytest.mark.parametrize("tag", ROUNDS)
def test_the_multiplier_is_that_of_the_rounds_whestbench(tag: Any) -> None:
    round_ = ROUNDS[tag]
    computes = [effective_compute(round_, flops, seconds) for flops, seconds in CASES]
    asked = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps([round_.flop_budget, computes])],
        env=prepare(round_.release).environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    ours = [
        multiplier(compute, round_.flop_budget, fails=fails)
        for fails in (False, True)
        for compute in computes
    ]
    assert ours == json.loads(asked.stdout)


@pytest.mark.parametrize("tag", ROUNDS)
def test_compute_is_that_of_whestbench_at_the_rounds_price_of_time(tag: Any) -> None:
    rate = ROUNDS[tag].residual_flops_per_second
    for flops, seconds in CASES:
        assert effective_compute(ROUNDS[tag], flops, seconds) == budget.effective_compute(
            flops, seconds, rate
        )


@pytest.mark.parametrize("tag", ROUNDS)
def test_the_floor_ends_where_one_flop_more_raises_the_multiplier(tag: Any) -> None:
    whole = ROUNDS[tag].flop_budget
    most = floor_flops(whole)
    assert multiplier(most, whole) == 0.1 < multiplier(most + 1, whole)


@pytest.mark.parametrize("tag", ROUNDS)
def test_a_run_that_takes_longer_than_the_round_allows_fails_its_network(tag: Any) -> None:
    limit = ROUNDS[tag].wall_time_limit_s
    assert failing_field(ROUNDS[tag], 0.0, 0.0, limit) is None
    assert failing_field(ROUNDS[tag], 0.0, 0.0, limit + 1.0) == "time_exhausted"


def test_residual_time_fails_a_network_by_the_rounds_own_field() -> None:
    priced, gated = ROUNDS["v1-warmup"], ROUNDS["v2-phase2"]
    assert failing_field(gated, 0, 0.4) is None
    assert failing_field(gated, 0, 0.41) == "residual_wall_time_exhausted"
    assert failing_field(priced, priced.flop_budget, 9.0) is None
    assert failing_field(priced, priced.flop_budget + 1, 9.0) == "combined_budget_exhausted"
