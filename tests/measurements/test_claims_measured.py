"""Every claim measured again, in every round: the published verdicts are what comes out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from whestdocs.cli.main import run
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import MeasurementError
from whestdocs.figures.ledger import read
from whestdocs.measurements.claims.claim_catalogue import Claim, claims
from whestdocs.measurements.claims.claims_job import ClaimsJob
from whestdocs.project import find_project

CLAIMS = claims()
PUBLISHED = json.loads(find_project().verdicts_file.read_text())


def one_round(tag: str) -> Any:
    """Return a parameter whose tests share a process, so that all is measured once."""
    return pytest.param(tag, marks=pytest.mark.xdist_group(f"claims in {tag}"))


@pytest.fixture(scope="module", params=list(map(one_round, ROUNDS)))
def measured(request: pytest.FixtureRequest) -> tuple[ClaimsJob, dict[str, Any]]:
    """What a round's claims come to, measured now."""
    job = ClaimsJob(ROUNDS[request.param], CLAIMS)
    return job, job.run()


def test_every_claim_has_the_verdict_that_is_published(
    measured: tuple[ClaimsJob, dict[str, Any]],
) -> None:
    job, result = measured
    found = {name: verdict.holds for name, verdict in job.verdicts(result).items()}
    assert found == {name: verdicts[job.round.tag] for name, verdicts in PUBLISHED.items()}


def test_every_figure_of_a_claim_is_the_accepted_one(
    measured: tuple[ClaimsJob, dict[str, Any]],
) -> None:
    job, result = measured
    tag = job.round.tag
    ledger = read(find_project().ledger_file(tag), tag).figures
    accepted = {name: f.value for name, f in ledger.items() if name.startswith("claim")}
    assert {figure.name: figure.value for figure in job.figures(result)} == accepted


def test_the_opposite_condition_turns_every_verdict(
    measured: tuple[ClaimsJob, dict[str, Any]],
) -> None:
    job, result = measured
    opposite = {n: replace(c, holds=f"not ({c.holds})", instead="") for n, c in CLAIMS.items()}
    turned = ClaimsJob(job.round, opposite).verdicts(result)
    for name, verdict in job.verdicts(result).items():
        expected = None if verdict.holds is None else not verdict.holds
        assert turned[name].holds is expected, name


def test_the_first_round_bears_the_walkthroughs_table_out() -> None:
    rows = [name for name in CLAIMS if name.endswith((".calls", ".flops", ".pct"))]
    assert len(rows) == 30
    assert all(PUBLISHED[name]["v1-warmup"] for name in [*rows, "walk.total", "walk.row_count"])


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("fnp.nosuch(1)", "AttributeError"),
        ("x = 1", "the last line is no expression"),
        ("1 +", "SyntaxError"),
        ("exit()", "SystemExit"),
        ("fnp", "cannot measure a module"),
    ],
)
def test_code_that_fails_is_named_with_its_file(code: str, reason: str) -> None:
    claim = Claim("x", "", "file.toml", code, "true")
    with pytest.raises(MeasurementError, match=rf"file\.toml: the code of x fails.*{reason}"):
        ClaimsJob(ROUNDS["v1-warmup"], {"x": claim}).run()


def test_what_one_claim_names_another_does_not_see() -> None:
    codes = {"a": "cost = 1\ncost", "b": 'cost("fnp.add(a, b)")'}
    known = {name: Claim(name, "", "file.toml", code, "true") for name, code in codes.items()}
    result = ClaimsJob(ROUNDS["v1-warmup"], known).run()
    assert {name: each["measured"] for name, each in result["claims"].items()} == {
        "a": 1,
        "b": 1000,
    }


def test_the_command_shows_how_a_verdict_comes_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["claim", "reduction.sum.float32", "--round", "v1-warmup"]) == 0
    assert capsys.readouterr().out.split("\n") == [
        "reduction.sum.float32 in v1-warmup: false",
        "  The page says: Reductions | fnp.sum() ... | Input element count",
        '  Measured by:   cost("fnp.sum(a)", "float32")',
        "  Measured:      999 FLOPs",
        "  True if:       measured == 1000",
        "  Read as:       Taken to the last digit.",
        "  True instead:  It costs 999 FLOPs for 1,000 elements: one less, as that many steps "
        "suffice.",
        "",
    ]


def test_the_command_says_where_a_claim_does_not_apply(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["claim", "round.matmul_1024", "--round", "v1-warmup"]) == 0
    output = capsys.readouterr().out
    assert "round.matmul_1024 in v1-warmup: not applicable" in output
    assert "Applies if:    round.is_current" in output
