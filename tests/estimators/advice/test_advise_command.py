"""The command: what it prints, writes and refuses."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from tests.conftest import Run
from tests.estimators.advice.labels import SET
from tests.support.advised import COVARIANCE, GOOD, in_predict, written
from whestdocs.cli import main
from whestdocs.estimators.advice.advising import advise_target
from whestdocs.estimators.settings import setting
from whestdocs.estimators.targets import find_target
from whestdocs.views.terminal.advice_text import show_advice

SHAPE = ["--round", "v2-phase2", "--width", "64", "--depth", "3"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path, COVARIANCE)


Advise = Callable[..., str]


@pytest.fixture
def run(whestdocs: Run) -> Advise:
    """Ask for advice; return output and errors, having looked at the exit code."""

    def advise(*arguments: str | Path, code: int = 0) -> str:
        found, out, err = whestdocs("advise", *map(str, arguments), *SHAPE)
        assert found == code
        return out + err

    return advise


def test_it_prints_place_cause_saving_and_rewrite(path: Path, run: Advise) -> None:
    printed = run(path)
    assert "symmetry-lost  estimator.py:23:12" in printed
    assert "- fnp.eye(mlp.width)\n" in printed
    assert "+ fnp.eye(mlp.width, dtype=fnp.float32)\n" in printed
    assert "Together: " in printed


def test_json_is_json(path: Path, whestdocs: Run) -> None:
    code, out, _ = whestdocs("advise", str(path), *SHAPE, "--json")
    assert code == 0
    assert json.loads(out)["advice"][0]["saving"] > 0


def test_good_code_is_told_so(tmp_path: Path, run: Advise) -> None:
    said = "No advice: nothing was found that saves FLOPs, predicts the same"
    assert said in run(written(tmp_path, GOOD))


def test_the_rewritten_estimator_is_written_and_runs(
    path: Path, tmp_path: Path, run: Advise
) -> None:
    new = tmp_path / "cheaper.py"
    run(path, "--write", new)
    assert path.read_text() == COVARIANCE
    assert "dtype=fnp.float32" in new.read_text()
    assert main.run(["profile", str(new), *SHAPE]) == 0


def test_line_ends_and_byte_order_mark_stay_the_authors(tmp_path: Path, run: Advise) -> None:
    text = in_predict("x = fnp.stack([w[0] for w in mlp.weights])", "return x**2")
    path, new = tmp_path / "estimator.py", tmp_path / "cheaper.py"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    run(path, "--write", new)
    assert new.read_bytes() == path.read_bytes().replace(b"x**2", b"x * x")


def test_a_folder_gets_all_files_if_helpers_change_too(tmp_path: Path, run: Advise) -> None:
    home, new = tmp_path / "submission", tmp_path / "cheaper"
    shutil.copytree(SET / "ill" / "with_helpers", home)
    (home / "table.npz").write_bytes(b"shipped")
    refused = run(home, "--write", tmp_path / "one.py", code=2)
    assert "which one.py cannot hold. Name a folder" in refused
    assert not (tmp_path / "one.py").exists()
    said = " ".join(run(home, "--write", new).split())
    assert "rewritten files, " in said and "and the others as they were" in said
    names = sorted(file.relative_to(home) for file in home.rglob("*.*"))
    assert sorted(file.relative_to(new) for file in new.rglob("*.*")) == names
    differing = [name for name in names if (home / name).read_bytes() != (new / name).read_bytes()]
    assert len(differing) > 1 and all(name.suffix == ".py" for name in differing)
    assert main.run(["profile", str(new), *SHAPE]) == 0
    assert not list(tmp_path.glob(".cheaper*"))


def test_nothing_is_overwritten(path: Path, run: Advise) -> None:
    assert "is there already" in run(path, "--write", path, code=2)
    assert path.read_text() == COVARIANCE


def test_a_failing_estimator_exits_with_3(tmp_path: Path, run: Advise) -> None:
    said = run(written(tmp_path, in_predict("raise ValueError('no')")), code=3)
    assert "estimator.py:9: predict() raised ValueError: no." in said


def test_a_missing_file_exits_with_3_and_says_what_to_do(tmp_path: Path, run: Advise) -> None:
    said = run(tmp_path / "none.py", code=3)
    assert "Give the path of an estimator's .py file." in said


def test_one_that_is_refused_an_operation_gets_no_advice(tmp_path: Path, run: Advise) -> None:
    text = in_predict(
        "try:",
        "    x = fnp.ones((2**18, 64)) @ fnp.ones((64, 2**18))",
        "except Exception:",
        "    x = None",
        "return fnp.zeros((mlp.depth, mlp.width))",
    )
    printed = run(written(tmp_path, text))
    assert "No advice. An operation was refused for want of budget" in printed
    assert "blanket-except" in printed


@pytest.mark.parametrize("width", [40, 80, 200])
def test_it_fits_the_width(path: Path, width: int) -> None:
    options = {"round_tag": "v2-phase2", "width": 64, "depth": 3}
    report = advise_target(find_target(path), setting(**options))
    console = Console(width=width, force_terminal=True, color_system=None, record=True)
    with console.capture() as capture:
        show_advice(report, console)
    assert max(map(len, capture.get().split("\n"))) <= width


def test_what_comes_from_the_estimator_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    text = in_predict(
        "x = fnp.full(mlp.width, float('1\x1b[31m'[:1]))  # [bold]",
        "return fnp.stack([w.T @ x for w in mlp.weights])",
    )
    path = written(tmp_path, text)
    result = subprocess.run(
        [sys.executable, "-m", "whestdocs", "advise", str(path), *SHAPE],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\x1b" not in result.stdout
    assert "float64  estimator.py:9:12" in result.stdout
