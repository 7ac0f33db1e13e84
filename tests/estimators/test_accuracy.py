"""An error is told only of a prediction that a profile would accept, and it is the right one."""

from __future__ import annotations

import inspect
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conftest import TINY
from whestdocs.cli import accuracy_command, compare_command, main
from whestdocs.cli.options import DEFAULT_RUN
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import MeasurementError
from whestdocs.estimators import accuracy
from whestdocs.estimators.accuracy import sampled_truth
from whestdocs.estimators.settings import setting
from whestdocs.measurements.example_accuracy import AccuracyJob
from whestdocs.project import find_project
from whestdocs.running.installing import prepare
from whestdocs.running.probes import Limits, run_task

TAG = "v1-warmup"
ROUND = ("--round", TAG)
SAMPLES = 512

Accuracy = Callable[..., tuple[int, str, str]]


@pytest.fixture
def whestdocs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Accuracy:
    """Write an estimator and ask for its accuracy; return exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def run(text: str, *options: str) -> tuple[int, str, str]:
        (tmp_path / "estimator.py").write_text(text)
        few = ["--samples", f"{SAMPLES}"]
        few += [] if "--networks" in options else ["--networks", "2"]
        code = main.run(["accuracy", "estimator.py", *ROUND, *few, *options])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def returning(expression: str) -> str:
    return TINY.replace("return fnp.stack(rows)", f"return {expression}")


def test_an_error_is_printed_with_its_interval(whestdocs: Accuracy) -> None:
    code, out, err = whestdocs(TINY)
    assert (code, err) == (0, "")
    number = r"\d[\d.e-]*"
    first, second = out.splitlines()
    assert re.fullmatch(
        rf"final-layer mean squared error: {number} \({number} to {number}\)", first
    )
    assert second == (
        "In the mean over all networks and draws, from 2 networks, each with 512 samples of its "
        "truth."
    )


SAMPLED = returning("fnp.stack([fnp.mean(x, axis=0) for x in __import__('layers').of(mlp)])")


def test_an_error_that_is_not_told_from_0_is_below_a_bound(
    whestdocs: Accuracy, tmp_path: Path
) -> None:
    (tmp_path / "layers.py").write_text(LAYERS)
    code, out, err = whestdocs(SAMPLED, "--networks", "1")
    assert (code, err) == (0, "")
    first, second, third = out.splitlines()
    assert re.fullmatch(r"final-layer mean squared error: below \d[\d.e-]*", first)
    assert second.startswith("On the network of seed 0 alone")
    assert "--samples 5120 tells" in third
    document = json.loads(whestdocs(SAMPLED, "--json")[1])
    assert document["schema"] == "whestdocs.accuracy/1"
    for found in (document["final_layer_mse"], *document["networks"]):
        assert found["value"] is None
        assert found["low"] == 0.0 < found["below"] == found["high"]


def test_defaults_of_commands_are_those_of_what_they_call() -> None:
    def default(function: Callable[..., Any], name: str) -> Any:
        return inspect.signature(function).parameters[name].default

    assert default(accuracy_command.accuracy, "networks") == accuracy.NETWORKS
    for command in (accuracy_command.accuracy, compare_command.compare):
        assert default(command, "samples") == accuracy.SAMPLES
    assert DEFAULT_RUN.setting().limits == setting().limits == Limits()


LAYERS = """
import flopscope.numpy as fnp


def of(mlp):
    x = fnp.random.default_rng(1).standard_normal((9_000, mlp.width), dtype=fnp.float32)
    for w in mlp.weights:
        x = fnp.maximum(x @ w, 0.0)
        yield x
"""

FAILING = {
    "one column": (returning("fnp.stack(rows)[:, :1]"), "returned shape (8, 1)"),
    "not a number": (returning("fnp.stack(rows) + fnp.nan"), "are not finite as float32"),
    "an infinity in another layer": (
        returning("fnp.stack([rows[0] + fnp.inf, *rows[1:]])"),
        "not finite as float32, first in layer 0",
    ),
    "a list": (returning("rows"), "returned a list"),
    "more than the round's budget": (
        returning("fnp.ones((4096, 4096)) @ fnp.ones((4096, 4096))"),
        "exceeded the FLOP budget",
    ),
    "os._exit": (returning("__import__('os')._exit(0)"), "called os._exit(0)"),
    "a crash": (returning("__import__('os').abort()"), "was ended by SIGABRT"),
    "an error": (returning("1 / 0"), "ZeroDivisionError"),
    "no class": ("x = 1\n", "defines no estimator"),
}


@pytest.mark.parametrize(("text", "says"), FAILING.values(), ids=FAILING.keys())
def test_what_fails_a_profile_has_no_accuracy(whestdocs: Accuracy, text: str, says: str) -> None:
    code, out, err = whestdocs(text)
    assert (code, out) == (3, "")
    assert err.startswith("whestdocs: estimator.py")
    assert says in err
    assert err.count("\n") == 1
    assert "Remove the folder" not in err


def test_limits_hold(whestdocs: Accuracy) -> None:
    endless = TINY.replace("rows = []", "while True: pass")
    code, _, err = whestdocs(endless, "--wall-time-limit", "1")
    assert code == 3
    assert "still running after 1 s" in err
    code, _, err = whestdocs(returning("fnp.ones(10**11)"), "--memory-limit", "4")
    assert code == 3
    assert "ran out of memory" in err


def test_a_class_is_chosen(whestdocs: Accuracy) -> None:
    several = TINY.replace("class Estimator", "class First") + "\nclass Second(First): pass\n"
    assert whestdocs(several)[0] == 3
    code, out, _ = whestdocs(several, "--class", "Second")
    assert (code, out) == (0, whestdocs(TINY)[1])


def test_debug_shows_the_traceback_and_what_was_printed(whestdocs: Accuracy) -> None:
    code, _, err = whestdocs(TINY.replace("rows = []", "print('\\x1b[2Jhere'); 1 / 0"), "--debug")
    assert code == 3
    assert "\nTraceback (" in err
    assert "\n\\x1b[2Jhere\n" in err


def test_a_negative_seed_is_wrong_use(whestdocs: Accuracy) -> None:
    code, out, err = whestdocs(TINY, "--seed", "-1")
    assert (code, out) == (2, "")
    assert "seed must not be negative" in err


def test_a_missing_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["accuracy", "nosuch.py", *ROUND]) == 3
    assert "There is no file nosuch.py" in capsys.readouterr().err


def test_a_link_stands_for_the_file_it_leads_to(whestdocs: Accuracy, tmp_path: Path) -> None:
    expected = whestdocs(TINY)
    (tmp_path / "real.py").write_text(TINY)
    (tmp_path / "estimator.py").unlink()
    (tmp_path / "estimator.py").symlink_to("real.py")
    assert whestdocs(TINY) == expected
    assert expected[0] == 0


def test_the_truth_is_the_networks_and_sampled_once(
    no_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accuracy, "SAMPLES", SAMPLES)
    before = set(no_cache.iterdir())
    first = sampled_truth(setting(round_tag=TAG))
    assert len(set(no_cache.iterdir()) - before) == 1
    monkeypatch.setattr(accuracy, "run_task", lambda *_: pytest.fail("it is in the cache"))
    assert sampled_truth(setting(round_tag=TAG)) == first
    means = np.array(first["batches"])
    assert means.shape == (16, ROUNDS[TAG].width)
    assert means.min() >= 0.0
    assert len(np.unique(means[:, 0])) == 16


@pytest.mark.parametrize("code", ["exit", "abort"])
def test_a_call_that_ends_the_process_does_not_blame_the_release(
    capsys: pytest.CaptureFixture[str], code: str
) -> None:
    call = "__import__('os')._exit(0)" if code == "exit" else "__import__('os').abort()"
    assert main.run(["price", call, *ROUND]) == 1
    err = capsys.readouterr().err
    assert ("exit code 0" if code == "exit" else "SIGABRT") in err
    assert "Look at what it was asked to run" in err
    assert "Remove the folder" not in err


def test_a_task_that_takes_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whestdocs.running.probes._START_S", 5.0)
    monkeypatch.setattr("whestdocs.running.probes._GRACE_S", 0.0)
    call = {"name": "call", "call": "__import__('time').sleep(1000)"}
    document = {"task": "call_prices", "calls": [call], "dtypes": ["float32"]}
    with pytest.raises(MeasurementError, match="was still running after 1 s"):
        run_task(prepare(ROUNDS[TAG].release), document, 1.0)


def test_the_command_of_a_figure_reproduces_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = find_project(Path(__file__))
    monkeypatch.chdir(project.root)
    monkeypatch.setattr(accuracy, "NETWORKS", 2)
    monkeypatch.setattr(accuracy, "SAMPLES", SAMPLES)
    job = AccuracyJob(project, ROUNDS[TAG], project.examples / "02_mean_propagation.py")
    [figure] = job.figures(job.run())
    _, *words = shlex.split(figure.provenance.command)
    assert main.run([*words, "--networks", "2", "--samples", f"{SAMPLES}"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    printed = re.findall(r"-?\d[\d.e-]*\d", first)
    assert [float(number) for number in printed] == [figure.value, figure.low, figure.high]
