"""Claims without a release: the catalogue, verdicts, what is published, what a page shows."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.claim_samples import CLAIMS, ROOT, a_claim
from tests.support.samples import ROUND
from whestdocs.cli.main import run
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import DriftError, MeasurementError
from whestdocs.figures.figure import EXACT, QUOTIENT, Accepted, Figure
from whestdocs.figures.ledger import Ledger, read, write
from whestdocs.measurements.claims import published
from whestdocs.measurements.claims.claim_catalogue import Claim, claims, statements
from whestdocs.measurements.claims.claims_job import ClaimsJob
from whestdocs.measurements.claims.verdicts import Verdict, about, applies, judge, number
from whestdocs.project import Project, find_project

# The catalogue.


def test_every_statement_of_the_page_is_judged_in_the_pages_order() -> None:
    assert list(CLAIMS) == list(statements())
    assert len(CLAIMS) == 223


def as_letters(text: str) -> str:
    """Return ``text`` without what was lost or garbled when the page was saved as text."""
    signs = {"\u0392\u00b3": "^3", "\u0393": "x", "\u03b2": "-", "`": ""}
    for garbled, sign in signs.items():
        text = text.replace(garbled, sign)
    return "".join(text.split())


def stands_on_the_page(quote: str) -> bool:
    """Return whether the page has a quote's pieces, one after the other."""
    page = as_letters((ROOT / "tests" / "data" / "original_page.txt").read_text())
    pieces = (re.escape(as_letters(piece)) for piece in quote.split(" ... "))
    return re.search(".*?".join(pieces), page) is not None


def test_a_quote_is_verbatim_or_says_that_it_is_a_reading() -> None:
    for claim in CLAIMS.values():
        assert stands_on_the_page(claim.quote) is not claim.is_reading, claim.quote
    assert {claim.is_reading for claim in CLAIMS.values()} == {True, False}


def test_a_number_that_is_rounded_to_is_one_that_the_statement_writes() -> None:
    for claim in CLAIMS.values():
        for stated in re.findall(r'about\([^"]+"([^"]+)"\)', claim.holds):
            if claim.family != "round":  # Those take another statement's number.
                assert stated in claim.quote, claim.identifier


def test_the_numbers_of_the_walkthroughs_table_are_those_of_the_statements() -> None:
    rows = [claim for name, claim in CLAIMS.items() if re.search(r"\.(calls|flops)$", name)]
    assert len(rows) == 20
    for claim in rows:
        stated = int(claim.holds.removeprefix("measured == "))
        assert f"{stated:,} " in claim.quote


def test_a_claim_that_can_be_false_says_what_is_true_instead() -> None:
    verdicts = json.loads((ROOT / "docs" / "figures" / "claims.json").read_text())
    false = {name for name, holds in verdicts.items() if False in holds.values()}
    # The rows of the table show what was measured instead.
    silent = {name for name in false if not CLAIMS[name].instead}
    assert all(re.search(r"\.(calls|flops|pct)$", name) for name in silent), silent


ENTRY = '[[claim]]\nid = "free.zeros.$dtype"\ncode = "1"\nholds = "true"\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[claim]", r"file\.toml cannot be read: .*line 1"),
        ("x = 1", r"file\.toml cannot be read: 'claim'"),
        ('[[claim]]\nid = "nonsense"\ncode = "1"\nholds = "true"\n', "'nonsense' is no statement"),
        (ENTRY, r"file\.toml cannot be read: 'dtype'"),
        (ENTRY + 'dtypes = ["float32", "float32"]\n', "'free.zeros.float32' stands there twice"),
        (ENTRY + 'dtypes = ["float32"]\nhint = "x"\n', "a field 'hint', which means nothing"),
        ('[[claim]]\nid = "walk.total"\ncode = "1"\n', "holds"),
        (ENTRY + 'cases = "rows"\n', "rows"),
        (ENTRY + 'dtypes = ["float32"]\n', "No catalogue file judges 'free.array.float32'"),
    ],
)
def test_a_broken_catalogue_is_named(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "file.toml").write_text(text)
    with pytest.raises(MeasurementError, match=reason):
        claims(tmp_path)


# Verdicts.


@pytest.mark.parametrize(
    ("stated", "true", "false"),
    [
        ("77.1", [77.07, 77.051, 77.149], [77.04, 77.16, 82.3]),
        ("150", [148.8, 145.0, 155.0], [144.9, 155.1, 205.0]),  # Its zero is no digit.
        ("404", [404.09, 403.5], [403.4, 405.0, 1042.3]),
        ("0.004", [0.003994, 0.0035], [0.00349, 0.0075]),
        ("20", [19.83, 15.0], [14.9, 25.1, 10.88]),
        ("2", [1.95], [1.4]),
    ],
)
def test_a_number_is_about_another_to_the_digits_it_is_written_with(
    stated: str, true: list[float], false: list[float]
) -> None:
    assert [about(value, stated) for value in true] == [True] * len(true)
    assert [about(value, stated) for value in false] == [False] * len(false)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2_715_648, "2,715,648"),
        (77.0739, "77.07"),
        (0.003994, "0.003994"),
        (3.0, "3"),
        (1234.5, "1,234"),
        (True, "yes"),
        ("str", "str"),
    ],
)
def test_a_measure_is_written_in_full_or_with_four_digits(value: object, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("measured", "unit", "text"),
    [
        (16, "calls", "16 calls"),
        (77.07, "%", "77.07%"),
        ([1, 2], "FLOPs", "1, 2 FLOPs"),
        ([5, 5, 5], "FLOPs", "5 FLOPs each"),
        ([False, False], "", "no, no"),
        (None, "FLOPs", ""),
    ],
)
def test_a_verdict_shows_its_measure(measured: object, unit: str, text: str) -> None:
    assert Verdict(a_claim(unit=unit), True, measured).text == text


@pytest.mark.parametrize(
    ("identifier", "true", "false"),
    [
        ("free.zeros.float32", 0, 1),
        ("reduction.sum.float32", 1000, 999),
        ("reduction.sum.approx.float32", 999, 989),
        ("walk.matmul.pct", 77.07, 82.34),
        ("walk.halving", 50.1, 50.0),
        ("walk.default_shape", [256, 8], [256, 32]),
        ("det.seeds.02", [5, 5, 5, 5], [5, 5, 6, 5]),
        ("score.hardware_independent", [5.0, 5.0], [5.0, 5.1]),
        ("report.only_flops_exhaust", [False, False, False], [False, True, True]),
        ("matmul.cubic.float32", 3.003, 2.0),
        ("cov.150x", 148.8, 205.0),
        ("api.over_budget", "BudgetExhaustedError", "no error"),
        ("api.name.fnp.array", True, False),
        ("count.every_op_tracked", 10**12, 0),
    ],
)
def test_another_measure_turns_the_verdict(identifier: str, true: Any, false: Any) -> None:
    assert judge(CLAIMS[identifier], true, ROUND).holds is True
    assert judge(CLAIMS[identifier], false, ROUND).holds is False


def test_another_condition_turns_the_verdict() -> None:
    assert judge(a_claim(), 1000, ROUND).holds is True
    assert judge(a_claim(holds="measured == 999"), 1000, ROUND).holds is False


def test_what_is_true_instead_is_said_where_the_claim_is_false_alone() -> None:
    claim = a_claim(instead="It costs {{ number(measured) }} FLOPs in {{ round.tag }}.")
    assert judge(claim, 1000, ROUND).instead == ""
    assert judge(claim, 16_000, ROUND).instead == f"It costs 16,000 FLOPs in {ROUND.tag}."


def test_a_claim_about_the_current_round_applies_to_no_other() -> None:
    found = {tag: applies(CLAIMS["round.matmul_1024"], ROUNDS[tag]) for tag in ROUNDS}
    assert found == {"v1-warmup": False, "v1-phase1": False, "v2-phase2": True}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"holds": "measured =="}, "does not evaluate"),
        ({"holds": "nosuch == 1"}, "'nosuch' is undefined"),
        ({"holds": "measured"}, "neither true nor false"),
        ({"holds": "measured[0] == 1"}, "does not evaluate"),
        ({"holds": "false", "instead": "{{ nosuch }}"}, "'nosuch' is undefined"),
        ({"holds": "().__class__ == 1"}, "does not evaluate|undefined"),
    ],
)
def test_a_condition_that_does_not_evaluate_is_named(changes: Any, reason: str) -> None:
    with pytest.raises(MeasurementError, match=rf"file\.toml: walk\.total: .*({reason})"):
        judge(a_claim(**changes), 1000, ROUND)


# The job, without running it.


def a_result(**measured: Any) -> dict[str, Any]:
    outcomes = {name: {"measured": value, "error": None} for name, value in measured.items()}
    release = {"flopscope": ROUND.release.flopscope, "whestbench": ROUND.release.whestbench}
    return {"claims": outcomes, "release": release}


def figures_of(claim: Claim, measured: Any) -> dict[str, Figure]:
    job = ClaimsJob(ROUND, {"x": replace(claim, identifier="x")})
    return {figure.name: figure for figure in job.figures(a_result(x=measured))}


@pytest.mark.parametrize(("measured", "holds"), [(1000, 1), (999, 0)])
def test_a_claim_gives_its_measure_and_its_verdict_as_figures(measured: int, holds: int) -> None:
    figures = figures_of(a_claim(unit="FLOPs"), measured)
    assert (figures["claim/x/holds"].value, figures["claim/x/holds"].kind) == (holds, EXACT)
    figure = figures["claim/x/measured"]
    assert (figure.value, figure.unit, figure.kind) == (measured, "FLOPs", EXACT)
    counts = [figures[f"claims/{name}"].value for name in ("true", "false", "not_applicable")]
    assert counts == [holds, 1 - holds, 0]


def test_a_share_is_a_quotient_to_six_digits() -> None:
    figure = figures_of(a_claim(holds="true"), 100 / 7)["claim/x/measured"]
    assert (figure.value, figure.kind) == (14.2857, QUOTIENT)


@pytest.mark.parametrize(
    ("changes", "measured"),
    [({"varies": True}, 1000), ({}, [1, 2]), ({}, "text"), ({}, True)],
)
def test_what_varies_or_is_no_number_is_no_figure(changes: Any, measured: Any) -> None:
    figures = figures_of(a_claim(holds="true", **changes), measured)
    assert "claim/x/holds" in figures and "claim/x/measured" not in figures


def test_a_claim_that_does_not_apply_has_no_figure_but_is_counted() -> None:
    job = ClaimsJob(ROUND, {"x": a_claim("x", applies="false")})
    figures = {figure.name: figure.value for figure in job.figures(a_result())}
    assert figures == {"claims/true": 0, "claims/false": 0, "claims/not_applicable": 1}


def test_claims_of_one_statement_are_counted_once() -> None:
    job = ClaimsJob(ROUND, {"x": a_claim("x"), "y": a_claim("y", code="999")})
    figures = {figure.name: figure.value for figure in job.figures(a_result(x=1000, y=999))}
    assert figures["claim/x/holds"] == 1 and figures["claim/y/holds"] == 0
    assert [figures[f"claims/{name}"] for name in ("true", "false")] == [0, 1]


def test_code_and_release_are_ingredients_of_claims_and_conditions_are_not() -> None:
    job = ClaimsJob(ROUND, {"x": a_claim("x")})
    others = [
        ClaimsJob(ROUND, {"x": a_claim("x", code="999")}),
        ClaimsJob(ROUND, {"y": a_claim("y")}),
        ClaimsJob(ROUNDS["v1-phase1"], job.claims),
    ]
    assert len({job.key(), *(other.key() for other in others)}) == 4
    assert ClaimsJob(ROUND, {"x": a_claim("x", holds="true")}).key() == job.key()


def test_the_estimators_are_ingredients_of_claims(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whestdocs.measurements.claims.claims_job.ESTIMATORS_FOLDER", tmp_path)
    job = ClaimsJob(ROUND, {"x": a_claim("x")})
    before = job.key()
    (tmp_path / "zeros.py").write_text("")
    assert job.key() != before


# What is published.


@pytest.fixture
def judged(tmp_path: Path) -> Project:
    """A guide whose ledgers judge one claim: true in one round, false in another."""
    project = Project(tmp_path)
    for tag, holds in (("v1-warmup", 1), ("v1-phase1", 0)):
        name = "claim/walk.total/holds"
        write(project.ledger_file(tag), Ledger(tag, {name: Accepted(name, holds, EXACT)}))
    return project


def test_the_verdicts_are_published_by_claim_and_round(judged: Project) -> None:
    assert published.write(judged) is True
    document = json.loads(judged.verdicts_file.read_text())
    assert list(document) == list(statements())
    assert document["walk.total"] == {"v1-warmup": True, "v1-phase1": False, "v2-phase2": None}
    assert document["walk.halving"] == dict.fromkeys(ROUNDS)
    assert published.write(judged) is False


@pytest.mark.parametrize("content", [None, "", "{}", b"\xff"])
def test_verdicts_that_are_not_those_of_the_ledgers_are_refused(
    judged: Project, content: str | bytes | None
) -> None:
    if content is not None:
        judged.verdicts_file.write_bytes(
            content if isinstance(content, bytes) else content.encode()
        )
    with pytest.raises(DriftError, match=r"docs/figures/claims\.json.*whestdocs accept"):
        published.refuse_stale(judged)
    published.write(judged)
    published.refuse_stale(judged)


def test_a_guide_that_judges_nothing_publishes_no_verdicts(tmp_path: Path) -> None:
    project = Project(tmp_path)
    assert published.write(project) is False
    published.refuse_stale(project)
    assert not project.verdicts_file.exists()


def test_the_guides_own_verdicts_are_those_of_its_ledgers() -> None:
    project = find_project()
    ledgers = {tag: read(project.ledger_file(tag), tag) for tag in ROUNDS}
    assert project.verdicts_file.read_text() == published.text(ledgers)
    document = json.loads(project.verdicts_file.read_text())
    for tag, ledger in ledgers.items():
        statements: dict[str, list[bool]] = {}
        for name, verdicts in document.items():
            statements.setdefault(CLAIMS[name].quote, []).append(verdicts[tag])
        false = sum(False in holds for holds in statements.values())
        absent = sum(set(holds) == {None} for holds in statements.values())
        names = ("true", "false", "not_applicable")
        counts = [ledger.figures[f"claims/{name}"].value for name in names]
        assert counts == [len(statements) - false - absent, false, absent]
        assert set(document["walk.total"]) == set(ROUNDS)


# The command.


def test_an_unknown_claim_is_named_with_similar_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["claim", "walk.totals"]) == 2
    assert re.search(r"no claim 'walk\.totals'\. Did you mean walk\.total", capsys.readouterr().err)
