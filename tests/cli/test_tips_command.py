"""The command that measures a tip."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import make_checkout
from tests.support.tip_host_samples import HOST, HOSTED
from tests.support.tip_samples import TIP
from whestdocs.project import find_project

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def two_tips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout of two tips, one of which cannot run; the working folder is in it."""
    project = make_checkout(tmp_path / "checkout")
    (project.examples / "tips").mkdir()
    (project.examples / "tips" / "double.py").write_text(TIP)
    failing = TIP.replace("x + x", "x.no_method()") + '\nNEEDS = "It needs a method."\n'
    (project.examples / "tips" / "failing.py").write_text(failing)
    monkeypatch.chdir(project.root)


def test_a_tip_is_measured_and_its_figures_are_printed(whestdocs: Run) -> None:
    code, output, errors = whestdocs("tip", "double", "--round", "v1-warmup")
    assert (code, errors) == (0, "")
    lines = output.splitlines()
    assert lines[0] == "Double by adding (v1-warmup, width 256)"
    assert "tip/double/before/flops: 510 FLOPs" in lines
    assert "tip/double/for/wide/after/flops: 31 FLOPs" in lines
    assert "tip/double/difference: 0.0 (0 to 0)" in lines
    assert lines[-1] == "Tried in no estimator. It doubles."


def test_a_tip_says_for_what_it_is_and_what_becomes_of_an_estimators_error_and_score(
    whestdocs: Run,
) -> None:
    folder = find_project().examples / "tips"
    (folder / "hosts").mkdir()
    (folder / "hosts" / "means.py").write_text(HOST)
    text = HOSTED.replace("HOST =", 'ONLY_WHERE = "x is finite"\nHOST =')
    (folder / "double.py").write_text(text)
    _, output, _ = whestdocs("tip", "double", "--round", "v1-warmup")
    lines = output.splitlines()
    assert "tip/double/host/change: 0.0 (-0.001 to 0.001)" in lines
    assert lines[-2] == "Only where x is finite."
    assert re.fullmatch(
        r"Tried in hosts/means\.py, on 8 networks of width 128 and depth 8: its error stays the "
        r"same, (\S+) before and \1 after\. Its score is 99\.\d% of what it was above a tenth of "
        r"the budget, 100\.0% below\.",
        lines[-1],
    )


def test_a_tip_is_measured_at_another_width(whestdocs: Run) -> None:
    _, output, _ = whestdocs("tip", "double", "--round", "v1-warmup", "--width", "11")
    assert "tip/double/after/flops: 10 FLOPs" in output.splitlines()


def test_a_tip_that_does_not_exist_is_wrong_use(whestdocs: Run) -> None:
    code, _, errors = whestdocs("tip", "triple")
    assert code == 2
    assert errors == "whestdocs: There is no tip 'triple'. Tips are: double, failing.\n"


def test_a_width_below_one_is_wrong_use(whestdocs: Run) -> None:
    code, _, errors = whestdocs("tip", "double", "--width", "0")
    assert code == 2
    assert errors == "whestdocs: The width of a network must be at least 1.\n"


def test_a_tip_that_the_release_cannot_run_says_why(whestdocs: Run) -> None:
    code, _, errors = whestdocs("tip", "failing", "--round", "v1-warmup")
    assert code == 1
    assert "failing does not run in v1-warmup. It needs a method. AttributeError" in errors
