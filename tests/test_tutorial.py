"""What the tutorial tells its reader to do, and what it says that they see."""

from __future__ import annotations

import difflib
import re
import tomllib

import pytest

from whestdocs.edition import edition
from whestdocs.progress import ProgressBar
from whestdocs.project import find_project
from whestdocs.rounds import ROUNDS

PROJECT = find_project()
TUTORIAL = (PROJECT.pages / "tutorials" / "first-bill.md").read_text()
EXAMPLE = (PROJECT.examples / "02_mean_propagation.py").read_text()
CHANGED = (PROJECT.examples / "first-bill" / "02_mean_propagation.py").read_text()


@pytest.fixture(params=ROUNDS)
def printed(request: pytest.FixtureRequest) -> tuple[str, str]:
    """What the reader's two runs print."""
    results = edition(PROJECT, ROUNDS[request.param], ProgressBar()).results
    return results["capture/first-bill"]["text"], results["capture/first-bill-power"]["text"]


def test_the_file_of_the_second_run_is_the_first_with_the_change_that_is_shown() -> None:
    shown = re.search(r"^```diff\n(.*?)^```", TUTORIAL, re.DOTALL | re.MULTILINE)
    assert shown
    compared = difflib.unified_diff(EXAMPLE.splitlines(True), CHANGED.splitlines(True), n=0)
    changes = [line for line in compared if re.match(r"[+-](?![+-])", line)]
    assert "".join(changes) == shown[1]


def test_both_runs_end_with_the_same_error(printed: tuple[str, str]) -> None:
    endings = [re.findall(r"^(?:Final|Sampling|Estimator).*", text, re.M) for text in printed]
    assert len(endings[0]) == 3
    assert endings[0] == endings[1]


def test_the_rows_are_in_the_order_that_is_told(printed: tuple[str, str]) -> None:
    first, second = (re.findall(r"^    (\S+) +[\d,]+ ", text, re.M) for text in printed)
    assert first[:2] == ["matmul", "multiply"]
    assert second[0] == "power"


def test_no_time_that_was_captured_is_shown(printed: tuple[str, str]) -> None:
    chosen = re.findall(r"^    matching: (.*)$", TUTORIAL, re.M)
    assert len(chosen) == 2
    for text in printed:
        lines = [line for line in text.split("\n") if re.search(chosen[0], line)]
        assert any("FLOPs used" in line for line in lines)
        assert [line for line in lines if re.search(r"\ds\b|[Tt]ime", line)] == []


def test_the_python_that_is_asked_for_is_the_one_that_is_needed() -> None:
    project = tomllib.loads((PROJECT.root / "pyproject.toml").read_text())["project"]
    [version] = re.findall(r'Python \{\{ constant\("([\d.]+)"\) \}\} or newer', TUTORIAL)
    assert project["requires-python"] == f">={version}"
