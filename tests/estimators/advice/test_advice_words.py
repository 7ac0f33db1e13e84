"""What advise says first, of each saving, and at its end."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.support.advised import advise, in_predict, written
from tests.support.advised_tips import KIND_OF, MISSED
from whestdocs.estimators.advice.reporting import Report
from whestdocs.estimators.advice.untried import UNTRIED
from whestdocs.measurements.tips import tip_files
from whestdocs.project import find_project
from whestdocs.views.advice_words import closing_words, score_words, sections, untried_words

pytestmark = [pytest.mark.xdist_group("labelled"), pytest.mark.usefixtures("forks")]
SHAPE = ["--round", "v2-phase2", "--width", "64", "--depth", "3"]
TEXT = in_predict(
    "x = fnp.ones(mlp.width)",
    "rows = []",
    "for w in mlp.weights:",
    "    x = fnp.maximum(w.T @ x, 0.0) ** 2",
    "    rows.append(x)",
    "return fnp.stack(rows)",
)
#: Tips that show what does not pay, or that a rule knows by another of its names.
LESSONS = {
    *("batching", "half_precision", "low_rank", "out_argument", "plain_einsum", "tag_alone"),
    *("identity_covariance", "setup_points"),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return advise(written(tmp_path_factory.mktemp("words"), TEXT))


def with_budget(report: Report, flop_budget: int, round_tag: str = "v2-phase2") -> Report:
    """Return a report of the same run under another budget."""
    profile = replace(report.profile, flop_budget=flop_budget, round_tag=round_tag)
    return replace(report, profile=profile)


def shown(report: Report) -> str:
    blocks = [block.worth for section in sections(report) for block in section.blocks]
    return "\n".join([*score_words(report), *blocks, *closing_words(report)])


def test_below_the_floor_the_room_is_said_first_and_that_saving_changes_nothing(
    report: Report,
) -> None:
    used = report.profile.flops_used
    words = score_words(with_budget(report, 20 * used))
    assert words[0] == f"{used:,} FLOPs left before the multiplier rises."
    assert "saving does not improve the score" in words[1]
    assert "multiplier 0." not in shown(with_budget(report, 20 * used)).split("\n", 2)[2]


def test_above_the_floor_each_saving_says_what_becomes_of_the_multiplier(report: Report) -> None:
    used = report.profile.flops_used
    above = with_budget(report, 2 * used)
    assert "Saving improves the score down to" in score_words(above)[0]
    after = 0.5 - (used - report.together.flops) / (2 * used)
    assert f"multiplier 0.5000 to {max(after, 0.1):.4f}" in closing_words(above)[0]
    single = [block for section in sections(above) for block in section.blocks if block.worth]
    assert all("; multiplier 0.5000 to 0." in block.worth for block in single)


def test_a_multiplier_falls_to_the_floor_and_no_further(report: Report) -> None:
    used = report.profile.flops_used
    just_above = with_budget(report, 10 * used - 10)
    assert "to 0.1;" in closing_words(just_above)[0]


def test_a_tag_that_is_written_is_spoken_of_at_the_end(report: Report) -> None:
    warning = "Look at each as_symmetric"
    assert not any(words.startswith(warning) for words in closing_words(report))
    tagged = replace(report.advice[0], rewrite="flops.as_symmetric(c, symmetry=(0, 1))")
    assert closing_words(replace(report, advice=(tagged,)))[-1].startswith(warning)


def test_where_time_is_charged_too_that_is_said(report: Report) -> None:
    priced = with_budget(report, 2 * report.profile.flops_used, "v1-phase1")
    assert "That is by FLOPs alone" in score_words(priced)[-1]
    assert "alone" not in score_words(with_budget(report, 10**9))[-1]


def test_the_contract_has_the_score_the_groups_and_what_was_not_tried(report: Report) -> None:
    document = json.loads(json.dumps(with_budget(report, 2 * report.profile.flops_used).document()))
    assert document["score"]["multiplier"] == 0.5
    assert document["score"]["saving_improves_score"] is True
    assert document["together"]["multiplier"] < 0.5
    assert {group["number"] for group in document["groups"]} == {
        advice["group"] for advice in document["advice"] if advice["group"]
    }
    assert document["effort"]["networks"] == [0, 1, 2]
    assert document["not_tried"] == list(UNTRIED)


def test_every_tip_is_a_rules_a_lesson_or_said_not_to_be_tried(report: Report) -> None:
    tips = {file.stem for file in tip_files(find_project())}
    by_rule = KIND_OF.keys() - (MISSED.keys() & UNTRIED.keys())
    assert tips - by_rule - LESSONS == set(UNTRIED)
    page = (find_project().pages / "optimise.md").read_text()
    assert all(f"tip | {slug}\n" in page for slug in UNTRIED)
    assert "#strassen-third-level" in untried_words(report)[-1]


@pytest.fixture
def run(tmp_path: Path, whestdocs: Run) -> Run:
    """Ask for advice on the estimator; return exit code, output and errors."""
    path = written(tmp_path, TEXT)
    return lambda *options: whestdocs("advise", str(path), *options, *SHAPE)


def test_predictions_that_move_too_far_exit_with_1(run: Run, report: Report) -> None:
    change = report.together.change
    assert change.largest > 0
    assert run("--max-difference", f"{change.largest:.17g}")[0] == 0
    code, _, err = run("--max-difference", f"{change.largest / 2:.17g}")
    assert (code, "--max-difference" in err) == (1, True)
    assert run("--max-difference", f"{100 * change.relative / 2:.17g}%")[0] == 1
    assert run("--max-difference", "1%")[0] == 0
    assert run("--max-difference", "much")[0] == 2


def test_how_many_runs_and_each_finding_are_told_beside_clean_json(run: Run) -> None:
    code, out, err = run("--json")
    assert code == 0
    assert json.loads(out)["schema"] == "whestdocs.advice/1"
    told = err.splitlines()
    assert "rewrites to try: about" in told[0]
    assert any(line.startswith("power estimator.py:12:16 saves ") for line in told[1:])


def test_quick_looks_once_on_one_network_and_says_so(run: Run) -> None:
    code, out, _ = run("--quick")
    assert code == 0
    assert "--quick looked for rewrites once only" in " ".join(out.split())
    assert "about one network, that of seed 0" in " ".join(out.split())
