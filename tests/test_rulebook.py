"""The rulebook says what whestbench itself says."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from whestdocs.releases import prepare
from whestdocs.rounds import ROUNDS
from whestdocs.rulebook import effective_compute, failing_field, floor_flops, multiplier

CASES = [(0, 0.0), (10**9, 0.3), (6_799_999_999, 0.0), (6_800_000_000, 0.0), (10**10, 0.5)]
ASK = """
import json, sys
from whestbench.budget import effective_compute, score_multiplier
rate, budget, cases = json.loads(sys.argv[1])
computes = [effective_compute(flops, seconds, rate) for flops, seconds in cases]
print(json.dumps([[c, score_multiplier(c, budget, failed=False)] for c in computes]))
"""


@pytest.mark.parametrize("tag", ROUNDS)
def test_compute_and_multiplier_are_those_of_the_rounds_whestbench(tag):
    round_ = ROUNDS[tag]
    question = [round_.residual_flops_per_second, round_.flop_budget, CASES]
    asked = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(question)],
        env=prepare(round_.release).environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    computes = [effective_compute(round_, flops, seconds) for flops, seconds in CASES]
    ours = [[compute, multiplier(compute, round_.flop_budget)] for compute in computes]
    assert ours == json.loads(asked.stdout)


@pytest.mark.parametrize("tag", ROUNDS)
def test_the_floor_ends_where_one_flop_more_raises_the_multiplier(tag):
    budget = ROUNDS[tag].flop_budget
    most = floor_flops(budget)
    assert multiplier(most, budget) == 0.1 < multiplier(most + 1, budget)


def test_residual_time_fails_a_network_by_the_rounds_own_field():
    priced, gated = ROUNDS["v1-warmup"], ROUNDS["v2-phase2"]
    assert failing_field(gated, 0, 0.4) is None
    assert failing_field(gated, 0, 0.41) == "residual_wall_time_exhausted"
    assert failing_field(priced, priced.flop_budget, 9.0) is None
    assert failing_field(priced, priced.flop_budget + 1, 9.0) == "combined_budget_exhausted"
