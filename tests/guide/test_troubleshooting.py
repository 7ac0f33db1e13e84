"""The troubleshooting page: each script shows its symptom, and each fix removes it."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest
from markdown.extensions.toc import slugify

from tests.support.example_runs import WHEST, python
from tests.support.places import ROOT
from whestdocs.competition.rounds import ROUNDS
from whestdocs.measurements.captures.capture_job import Capture, CaptureJob, read_captures
from whestdocs.project import Project
from whestdocs.running.cache import Cache

SCRIPTS = sorted((ROOT / "examples/troubleshooting").glob("*.py"))
PAGE = (ROOT / "docs/troubleshooting.md").read_text()
CATALOGUE = "troubleshooting.toml"
CAPTURES: dict[str, Capture] = {
    name: entry
    for name, entry in read_captures(Project(ROOT)).items()
    if entry.catalogue == CATALOGUE
}
FIXES = sorted(name for name in CAPTURES if name.endswith("-fixed"))
LATER = ("v1-phase1", "v2-phase2")

every_round = pytest.mark.parametrize("tag", ROUNDS)


@cache
def job(name: str, tag: str) -> CaptureJob:
    return CaptureJob(Project(ROOT), ROUNDS[tag], CAPTURES[name])


@cache
def text(name: str, tag: str) -> str:
    """Return what a capture printed, from the cache where the site's build left it."""
    key = job(name, tag).key()
    found = Cache.default().find(key, ROOT)
    if found is None:
        found = job(name, tag).run()
        Cache.default().store(key, found)
    return str(found["text"])


def costs(name: str, tag: str) -> dict[str, float]:
    figures = job(name, tag).figures({"text": text(name, tag)})
    return {figure.name.removeprefix(f"capture/{name}/"): figure.value for figure in figures}


# The scripts.


def test_every_script_is_captured_in_all_rounds() -> None:
    captured = {Path(file).name for entry in CAPTURES.values() for file in entry.files}
    assert captured - {"table.json", "seeds.json"} == {script.name for script in SCRIPTS}
    assert all(entry.rounds == tuple(ROUNDS) for entry in CAPTURES.values())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_needs_nothing_but_flopscope_and_whestbench(script: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(script.read_text())):
        if isinstance(node, ast.Import):
            imported |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    # Two are about what becomes of NumPy, which flopscope brings along.
    about_numpy = {"numpy"} if script.stem in ("uncounted_numpy", "works_here_only") else set()
    assert imported - set(sys.stdlib_module_names) <= {"flopscope", "whestbench"} | about_numpy


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_says_in_its_first_lines_what_is_wrong(script: Path) -> None:
    first = (ast.get_docstring(ast.parse(script.read_text())) or "").split("\n")[0]
    assert first.endswith((".", ":"))
    symptom = script.stem.removesuffix("_fixed")
    assert script.stem == symptom or f"The same as {symptom}.py" in first


# The symptoms. What every round shows is in the catalogue, which fails the build without it.

#: Capture, text, and the rounds in which it appears.
SYMPTOMS = [
    ("trouble-double-cost", "FlopscopeWarning: stats.norm.cdf promoted", ("v2-phase2",)),
    ("trouble-lost-symmetry", "cov = gain[:, None] * cov * gain", tuple(ROUNDS)),
    ("trouble-lost-symmetry", "cov = gains * cov", LATER),
    ("trouble-in-place", "add: TypeError: in-place add (arr += x) is not supported", LATER),
    ("trouble-in-place", "assign: TypeError: flopscope arrays are immutable", LATER),
    ("trouble-in-place", "fill: ValueError: in-place fill is not supported", LATER),
    ("trouble-in-place", "add: [1. 1. 1.]", ("v1-warmup",)),
    ("trouble-works-here-only", "auto-routed to fnp.exp", tuple(ROUNDS)),
    ("trouble-works-here-only", "RemoteCallbackWarning", LATER),
    ("trouble-over-budget", "exhausted FLOP budget", tuple(ROUNDS)),
    ("trouble-residual-time", "COMBINED", ("v1-warmup",)),
    ("trouble-residual-time", "RESIDUAL", ("v2-phase2",)),
    ("trouble-slow-setup-validate", "FAIL", ("v2-phase2",)),
    ("trouble-symmetry-error", "Fixed: no error", tuple(ROUNDS)),
]


@pytest.mark.parametrize(("name", "symptom", "rounds"), SYMPTOMS)
@every_round
def test_a_symptom_shows_in_the_rounds_that_have_it_and_in_no_other(
    tag: str, name: str, symptom: str, rounds: tuple[str, ...]
) -> None:
    assert (symptom in text(name, tag)) == (tag in rounds)


def test_residual_time_costs_where_it_is_charged_and_fails_where_it_is_capped() -> None:
    failed = {tag: costs("trouble-residual-time", tag)["failed"] for tag in ROUNDS}
    assert failed == {"v1-warmup": 1, "v1-phase1": 0, "v2-phase2": 1}
    multiplier = re.search(
        r"Mean Score Multiplier .* ([\d.]+) ", text("trouble-residual-time", "v1-phase1")
    )
    assert multiplier and float(multiplier[1]) > 0.3


# The fixes.


@pytest.mark.parametrize("fix", FIXES)
@every_round
def test_a_fix_removes_the_symptom(tag: str, fix: str) -> None:
    symptom = fix.removesuffix("-fixed")
    if symptom == "trouble-blanket-except":  # What the fix brings back is the truth.
        assert (costs(symptom, tag)["failed"], costs(fix, tag)["failed"]) == (0, 1)
        return
    message = CAPTURES[symptom].shows
    assert not message or message == "Final Score" or message not in text(fix, tag)
    assert CAPTURES[fix].exit_code == 0
    assert costs(fix, tag).get("failed", 0) == 0


#: Scripts with a function as it was written and one that is fixed; rounds with a difference.
PAIRS = {
    "trouble-double-cost": LATER,
    "trouble-moving-data": tuple(ROUNDS),
    "trouble-lost-symmetry": tuple(ROUNDS),
    "trouble-failed-attempt": tuple(ROUNDS),
}


@pytest.mark.parametrize("name", PAIRS)
@every_round
def test_a_fix_costs_less_where_the_round_has_the_trouble(tag: str, name: str) -> None:
    found = costs(name, tag)
    assert (found["Fixed"] < found["As written"]) == (tag in PAIRS[name])
    assert found["Fixed"] <= found["As written"]


@every_round
def test_a_fix_computes_what_the_original_did(tag: str) -> None:
    program = """
import runpy, sys
import flopscope as flops, flopscope.numpy as fnp
from whestbench import sample_mlp

folder = sys.argv[1]
mlp = sample_mlp(width=16, depth=3)
gram = fnp.eye(256, dtype=fnp.float32) - fnp.ones((256, 256), dtype=fnp.float32) * (1.0005 / 256)
given = {"moving_data": mlp, "lost_symmetry": mlp, "uncounted_thread": mlp, "failed_attempt": gram}
for name, argument in given.items():
    script = runpy.run_path(f"{folder}/{name}.py")
    results = [fnp.asarray(script[part](argument)) for part in ("as_written", "fixed")]
    assert bool(fnp.allclose(*results, rtol=1e-5)), name

x = fnp.linspace(0.5, 2.0, 1_000, dtype=fnp.float32)
lines = runpy.run_path(f"{folder}/power.py")["LINES"]
for dear, cheap in zip(lines[::2], lines[1::2]):
    assert bool(fnp.allclose(eval(dear), eval(cheap), rtol=1e-5)), (dear, cheap)
"""
    finished = python(tag, "-W", "ignore", "-c", program, ROOT / "examples/troubleshooting")
    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize("name", ["returns_list", "returns_last_row"])
@every_round
def test_a_list_of_rows_and_the_last_row_alone_are_refused_like_a_wrong_shape(
    tag: str, name: str
) -> None:
    estimator = ROOT / f"tests/zoo/failing/{name}.py"
    finished = python(tag, *WHEST, "validate", "--estimator", estimator)
    assert finished.returncode == 1
    assert "Predictions must have shape" in finished.stdout + finished.stderr


# The page.


@pytest.mark.parametrize("name", CAPTURES)
def test_every_capture_is_on_the_page(name: str) -> None:
    shown = re.search(rf"^/// (capture|costs|source) \| {name}$", PAGE, re.MULTILINE)
    assert shown or f'figure("capture/{name}/' in PAGE


def test_the_table_at_the_top_leads_to_every_section() -> None:
    headings = re.findall(r"^### (.+)$", PAGE, re.MULTILINE)
    linked = re.findall(r"\]\(#([\w-]+)\)", PAGE.split("\n## ")[0])
    assert len(headings) >= 14
    assert [slugify(heading.replace("`", ""), "-") for heading in headings] == linked


def test_every_section_says_cause_and_fix() -> None:
    sections = re.split(r"^### ", PAGE, flags=re.MULTILINE)[1:]
    for section in sections:
        heading = section.split("\n")[0]
        if heading == "whest does not find my estimator":  # Three causes, each with its fix.
            continue
        assert "**Cause.**" in section, heading
        assert "**Fix.**" in section, heading
