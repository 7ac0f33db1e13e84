"""Where an estimator stands: measured by running it, and nothing guessed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import whestdocs
from tests.conftest import Run
from tests.support.zoo import ZOO
from whestdocs.competition.rulebook import effective_compute, multiplier
from whestdocs.estimators.budget.budgeting import stand
from whestdocs.estimators.budget.standing import Standing
from whestdocs.estimators.profiling import EstimatorError
from whestdocs.estimators.settings import setting
from whestdocs.estimators.targets import find_target

SAMPLING = ZOO / "sampling"
#: FLOPs of a sample and of the rest, by counting what the fixtures do at width 8, depth 4.
EACH, FIXED, BUDGET = 672, 32, 10**6
PHASE2, WARMUP = ("--round", "v2-phase2"), ("--round", "v1-warmup")


@cache
def standing_of(name: str, samples: str | None = None, runs: int = 1) -> Standing:
    """Return where a fixture stands at a small shape, with a budget that fits it."""
    small = setting(width=8, depth=4)
    small = replace(small, round=replace(small.round, flop_budget=BUDGET))
    return stand(find_target(SAMPLING / f"{name}.py"), small, runs, 0.1, samples)[1]


NAMED = {"constant": "SAMPLES", "class_attribute": "samples", "object_attribute": "samples"}


@pytest.mark.parametrize(("name", "number"), NAMED.items())
def test_the_number_that_the_cost_depends_on_is_found_wherever_it_is(
    name: Any, number: Any
) -> None:
    samples = standing_of(name).samples
    assert samples is not None
    assert (samples.name, samples.value, samples.flops) == (number, 20, FIXED + 20 * EACH)
    largest = samples.largest
    assert largest.count == (BUDGET // 10 - FIXED) // EACH == 148
    assert (largest.flops, largest.flops_beyond) == (FIXED + 148 * EACH, FIXED + 149 * EACH)
    assert largest.law is not None
    assert vars(largest.law) == {"fixed": FIXED, "each": EACH}


@pytest.mark.parametrize("name", ["batches", "pairs"])
def test_costs_on_no_line_have_a_largest_count_but_no_law(name: str) -> None:
    samples = standing_of(name).samples
    assert samples is not None
    assert samples.largest.law is None
    beyond = samples.largest.flops_beyond
    assert beyond is not None
    assert samples.largest.flops <= BUDGET // 10 < beyond


def test_an_estimator_that_follows_the_budget_is_given_other_budgets() -> None:
    samples = standing_of("by_budget").samples
    assert samples is not None
    assert samples.name is None
    assert samples.flops == FIXED + samples.value * EACH <= BUDGET // 10
    assert samples.largest.law is not None
    assert vars(samples.largest.law) == {"fixed": FIXED, "each": EACH}
    assert samples.largest.count == (BUDGET // 10 - FIXED) // EACH


NO_COUNT = {
    ("two_numbers", None): "Its cost depends on SAMPLES, ROUNDS. Say which",
    ("falling", None): "The cost does not rise with SAMPLES",
    ("frozen", None): "depends on no whole number of its file, class or object",
    ("frozen", "SAMPLES"): "does not depend on SAMPLES",
    ("fails_at_half", None): "With other values of SAMPLES there was no trial run",
    (
        "fails_at_half",
        "SAMPLES",
    ): r"whestdocs tried SAMPLES = 10, .*fails_at_half\.py:13: .*too few.*"
    "says nothing about the estimator as it is",
    ("bound", None): "nor on the budget that it is given: it is the same with 100% to 20% of it",
    ("always_refused", None): r"It gets by with none of .* given, 100% to 2\.5% of the round's",
    ("needs_half", None): "it is the same with 100% to 50% of it",
    ("two_methods", None): r"in steps: 100% to 60%: 100,832 FLOPs \(150 samples\); "
    r"50% to 5%: 33,632 FLOPs \(50 samples\); 2\.5%: it does not return",
    ("constant", "WARMTH"): "does not depend on WARMTH",
    ("constant", "NOSUCH"): "no whole number called NOSUCH. Those it has: SAMPLES, WARMTH",
}


def test_trials_with_other_budgets_are_no_verdicts() -> None:
    """Each of the two cannot do with a tenth of the budget, and need not."""
    for name in ("bound", "needs_half"):
        why = standing_of(name).why_none
        assert "Its cost depends on no whole number" in why
        assert not re.search(r"fail|exceed|Error|estimator\.py", why)


def test_samples_that_come_in_blocks_follow_the_budget_in_steps() -> None:
    """At a tenth of the budget there is one block, at all of it there are eleven."""
    samples = standing_of("blocks").samples
    assert samples is not None
    assert (samples.name, samples.step, samples.value) == (None, 16, 16)
    law = samples.largest.law
    assert law is not None
    used = standing_of("blocks").flops_used
    assert used == law.fixed + law.each * 11
    assert samples.largest.count == 16 * ((BUDGET // 10 - law.fixed) // law.each)
    assert samples.largest.flops <= BUDGET // 10 < samples.largest.flops_beyond


def test_steps_without_a_line_are_listed_with_their_budgets() -> None:
    given = standing_of("two_methods").by_budget
    assert [each.flop_budget for each in given[:3]] == [BUDGET, BUDGET * 9 // 10, BUDGET * 8 // 10]
    spent = {each.flop_budget: each.flops_used for each in given}
    assert spent[BUDGET] == spent[BUDGET * 6 // 10] > spent[BUDGET // 2] == spent[BUDGET // 10]


def test_a_refusal_that_a_trial_swallows_is_no_cheaper_count() -> None:
    """Its cost doubles with each step, so the line leads far beyond the budget."""
    samples = standing_of("swallows").samples
    assert samples is not None
    assert samples.largest.count == 7
    assert samples.largest.flops == FIXED + 2**7 * EACH


@pytest.mark.parametrize("case", NO_COUNT, ids=lambda case: "-".join(filter(None, case)))
def test_where_no_count_can_be_told_it_is_said_why(case: Any) -> None:
    standing = standing_of(*case)
    assert standing.samples is None
    assert re.search(NO_COUNT[case], standing.why_none)


def test_the_number_that_is_named_is_taken() -> None:
    samples = standing_of("two_numbers", "SAMPLES").samples
    assert samples is not None
    assert samples.name == "SAMPLES"
    assert samples.largest.law is not None


def test_flops_that_differ_from_run_to_run_have_no_count() -> None:
    standing = standing_of("random_cost", None, 3)
    assert standing.why_none.startswith("Its FLOPs differ from run to run")
    assert standing.flops_used == max(run.flops_used for run in standing.runs)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """What the API returns for real, under a priced round."""
    path = SAMPLING / "constant.py"
    return whestdocs.budget(path, runs=3, share=0.5, round_tag="v1-warmup").document()


def test_compute_and_multiplier_follow_from_flops_and_seconds(document: dict[str, Any]) -> None:
    times = sorted(run["residual_s"] for run in document["runs"])
    assert len(times) == 3
    assert (document["residual"]["median_s"], document["residual"]["worst_s"]) == (
        times[1],
        times[2],
    )
    round_ = setting(round_tag="v1-warmup").round
    for name, seconds in (("median", times[1]), ("worst", times[2])):
        compute = effective_compute(round_, document["flops_used"], seconds)
        assert compute > document["flops_used"]
        assert document["effective_compute"][name] == compute
        assert document["share"][name] == compute / round_.flop_budget
        assert document["multiplier"][name] == multiplier(compute, round_.flop_budget)


def test_residual_time_is_what_the_context_says_and_no_more_than_all_time(
    document: dict[str, Any],
) -> None:
    for run in document["runs"]:
        assert 0 < run["residual_s"] < run["wall_s"]


def test_the_largest_count_is_within_the_share_that_was_asked_for(document: dict[str, Any]) -> None:
    samples = document["samples"]
    assert samples["limit"] == 34_000_000_000
    assert samples["flops_at_largest"] <= samples["limit"] < samples["flops_at_one_more"]
    law = samples["law"]
    assert law["fixed"] + law["each"] * samples["largest"] == samples["flops_at_largest"]


def test_a_pause_is_residual_time(tmp_path: Path) -> None:
    path = tmp_path / "pause.py"
    text = (SAMPLING / "constant.py").read_text()
    path.write_text(
        text.replace("        rows = []", "        import time; time.sleep(0.5)\n        rows = []")
    )
    standing = whestdocs.budget(path, runs=1, width=8, depth=4, samples="WARMTH")
    assert 0.5 <= standing.worst_residual_s < 1.5


def test_an_estimator_that_fails_is_an_error_with_what_it_spent(tmp_path: Path) -> None:
    path = tmp_path / "fails.py"
    text = (SAMPLING / "constant.py").read_text()
    path.write_text(text.replace("return fnp.stack(rows)", "return fnp.stack(rows) / 0.0"))
    with pytest.raises(EstimatorError, match="not finite") as caught:
        whestdocs.budget(path, runs=2, width=8, depth=4)
    assert caught.value.profile.flops_used > 0


def test_json_says_how_an_estimator_failed(tmp_path: Path, whestdocs: Run) -> None:
    path = tmp_path / "fails.py"
    path.write_text((SAMPLING / "constant.py").read_text().replace("fnp.stack(rows)", "rows.none"))
    code, out, err = whestdocs("budget", str(path), *WARMUP, "--json")
    found = json.loads(out)
    assert (code, found["schema"]) == (3, "whestdocs.profile/1")
    assert found["failure"]["message"] in err


def test_the_command_prints_it(whestdocs: Run) -> None:
    path = str(SAMPLING / "constant.py")
    code, out, err = whestdocs("budget", path, *WARMUP, "--runs", "2")
    assert (code, err) == (0, "")
    said = " ".join(out.split())  # Where lines end depends on the terminal.
    assert "SAMPLES 6,447 at most within 10% of the budget" in said
    assert "all are exactly 1,054,720 a sample plus 2,048" in said
    assert "s in the worst of 2 runs" in said
    assert "on this machine" in said
    assert max(map(len, out.splitlines())) <= 110


def test_json_is_the_contract(whestdocs: Run) -> None:
    path = str(SAMPLING / "by_budget.py")
    code, out, err = whestdocs("budget", path, *WARMUP, "--runs", "1", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["schema"] == "whestdocs.budget/1"
    assert found["estimator"]["file"] == "by_budget.py"
    assert found["samples"]["is_measured"] is False
    assert found["residual"]["limit_s"] is None
    assert found["residual"]["flops_per_second"] == 1e11


def test_a_named_count_without_an_answer_is_exit_code_1(whestdocs: Run) -> None:
    path = str(SAMPLING / "constant.py")
    options = ("--runs", "1", "--width", "8", "--depth", "4")
    code, out, _ = whestdocs("budget", path, *PHASE2, *options, "--samples", "NOSUCH")
    assert code == 1
    assert "No count: It has no whole number called NOSUCH." in " ".join(out.split())


WRONG = [
    ["--runs", "0"],
    ["--runs", "many"],
    ["--share", "0"],
    ["--share", "1.5"],
    ["--share", "nan"],
    ["--round", "v9-final"],
    ["--samples"],
]


@pytest.mark.parametrize("options", WRONG, ids=" ".join)
def test_wrong_use_is_one_sentence(whestdocs: Run, options: Any) -> None:
    code, out, err = whestdocs("budget", str(SAMPLING / "constant.py"), *options)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_an_estimator_that_is_not_there_is_exit_code_3(whestdocs: Run) -> None:
    code, out, err = whestdocs("budget", "nosuch.py")
    assert (code, out) == (3, "")
    assert "There is no file nosuch.py" in err
