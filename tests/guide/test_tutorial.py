"""What the tutorials tell their reader to do, and what they say that it changes."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path

import pytest

from whestdocs.competition.rounds import ROUNDS
from whestdocs.competition.rulebook import MULTIPLIER_FLOOR
from whestdocs.figures.ledger import read
from whestdocs.measurements.captures.capture_job import read_captures
from whestdocs.project import find_project

PROJECT = find_project()
FIRST_BILL = (PROJECT.pages / "tutorials" / "first-bill.md").read_text()
CAPTURES = read_captures(PROJECT)
#: Captures of the first tutorial's steps, in their order.
STEPS = ["first-bill", "first-bill-once", "first-bill-more"]


def text_of(step: str) -> str:
    """Return the estimator of a step."""
    [file] = CAPTURES[step].files
    return (PROJECT.root / file).read_text()


def test_the_changes_that_are_shown_make_each_file_of_the_one_before() -> None:
    shown = re.findall(r"^```diff\n(.*?)^```", FIRST_BILL, re.DOTALL | re.MULTILINE)
    assert len(shown) == len(STEPS) - 1
    for before, after, change in zip(STEPS, STEPS[1:], shown, strict=False):
        compared = difflib.unified_diff(
            text_of(before).splitlines(True), text_of(after).splitlines(True), n=0
        )
        assert "".join(line for line in compared if re.match(r"[+-](?![+-])", line)) == change


def test_each_step_runs_the_command_that_the_page_shows() -> None:
    commands = {CAPTURES[step].command for step in STEPS}
    assert len(commands) == 1
    assert f"```bash\n{commands.pop()}\n```" in FIRST_BILL
    assert re.findall(r"^/// score \| (\S+)$", FIRST_BILL, re.MULTILINE) == STEPS


@pytest.mark.parametrize("tag", ROUNDS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("first-bill/flops_used", "first-bill-once/flops_used"),
        ("first-bill/flops_used", "first-bill-more/flops_used"),
        ("halve-before/flops", "halve-compare/flops"),
    ],
)
def test_what_is_saved_changes_the_score(tag: str, before: str, after: str) -> None:
    figures = read(PROJECT.ledger_file(tag), tag).figures
    floor = MULTIPLIER_FLOOR * ROUNDS[tag].flop_budget
    assert figures[f"capture/{before}"].value > 1.4 * floor
    assert figures[f"capture/{after}"].value < floor


@pytest.mark.parametrize(
    "page",
    [
        "index.md",
        "tutorials/first-bill.md",
        "tutorials/halve-a-bill.md",
        "how-to/advise.md",
        "how-to/budget.md",
        "how-to/profile.md",
        "how-to/test-your-cost.md",
    ],
)
def test_a_page_says_what_saving_is_worth_before_it_shows_any_cost(page: str) -> None:
    text = (PROJECT.pages / page).read_text()
    before_costs = re.split(r"^/// (?:capture|score|source)|^## ", text, flags=re.MULTILINE)[0]
    assert re.search(r"floor|multiplier|a tenth of the budget", before_costs)


def test_the_python_that_is_asked_for_is_the_one_that_is_needed() -> None:
    project = tomllib.loads((PROJECT.root / "pyproject.toml").read_text())["project"]
    [version] = re.findall(r'Python \{\{ constant\("([\d.]+)"\) \}\} or newer', FIRST_BILL)
    assert project["requires-python"] == f">={version}"


def test_pytest_is_installed_before_it_is_used() -> None:
    page = (PROJECT.pages / "how-to" / "test-your-cost.md").read_text()
    assert 0 < page.index("pip install pytest") < page.index("/// capture | test-cost\n")


def test_every_estimator_of_the_tutorials_is_used_by_one() -> None:
    used = {file for capture in CAPTURES.values() for file in capture.files}
    for folder in ("first-bill", "halve-a-bill"):
        files = (PROJECT.examples / folder).rglob("*.py")
        assert {_in_checkout(file) for file in files} <= used


def _in_checkout(file: Path) -> str:
    return file.relative_to(PROJECT.root).as_posix()
