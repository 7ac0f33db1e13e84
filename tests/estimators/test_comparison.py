"""Two estimators compared: FLOPs to the last, accuracy as often right as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import whestdocs
from tests.conftest import OTHER, TAG, TINY, Run
from tests.support.terminal_views import drawn
from whestdocs.competition.rounds import ROUNDS
from whestdocs.estimators.accuracy import batch_errors
from whestdocs.estimators.comparison import EstimatorComparison, _paired, compare
from whestdocs.estimators.profiling import EstimatorError
from whestdocs.running.installing import prepare
from whestdocs.running.probes import Request, run
from whestdocs.views.terminal.comparison_text import relation, show

SMALL: dict[str, Any] = {"round_tag": TAG, "width": 16, "depth": 3}
WORDS = ("--round", TAG, "--width", "16", "--depth", "3")
#: Spends more on some networks than on others.
DEPENDS = TINY.replace("y = x *", "z = fnp.ones(1 + mlp.seed % 7) + 1.0\n        y = x *")

Files = Callable[..., tuple[str, str]]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    monkeypatch.chdir(tmp_path)

    def write(a: str, b: str) -> tuple[str, str]:
        for name, text in (("old", a), ("new", b)):
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / "estimator.py").write_text(text)
        return "old", "new/estimator.py"

    return write


@pytest.fixture
def command(files: Files, whestdocs: Run) -> Run:
    """Compare two estimators; return exit code, output and errors."""
    return lambda a, b, *options: whestdocs("compare", *files(a, b), *WORDS, *options)


QUICK = ("--skip-accuracy", "--networks", "1")


def plain_flops(file: str, seed: int) -> int:
    request = Request(Path(file), 16, 3, seed, ROUNDS[TAG].flop_budget, context="plain")
    return int(run(prepare(ROUNDS[TAG].release), request).result["flops_used"])


# FLOPs.


def test_flops_are_those_of_unrecorded_runs_on_the_same_networks(
    files: Files,
) -> None:
    a, b = files(TINY, DEPENDS)
    found = compare(a, b, networks=3, samples=None, seed=5, **SMALL)
    assert found.seeds == (5, 6, 7)
    b_file = "new/estimator.py"
    assert found.a.flops == [plain_flops("old/estimator.py", seed) for seed in found.seeds]
    assert found.b.flops == [plain_flops(b_file, seed) for seed in found.seeds]
    assert found.differences == [
        theirs - mine for mine, theirs in zip(found.a.flops, found.b.flops, strict=True)
    ]
    assert not found.is_constant
    assert found.error is found.score is None


def test_ops_and_lines_add_up_to_the_difference(files: Files) -> None:
    found = compare(*files(TINY, OTHER), networks=1, samples=None, **SMALL)
    assert sum(op.difference for op in found.ops) == found.differences[0] == 16 * 3
    assert sum(pair.difference for pair in found.lines) == found.differences[0]
    [op] = [op for op in found.ops if op.difference]
    assert (op.op, op.calls, op.difference) == ("add", (0, 3), 48)
    [pair] = [pair for pair in found.lines if pair.difference]
    assert pair.kind == "changed"


def test_the_api_is_offered_by_the_package(files: Files) -> None:
    assert whestdocs.compare is compare


# Exit codes.


@pytest.mark.parametrize(
    ("limit", "code"),
    [("0", 1), ("47", 1), ("48", 0), ("1_000", 0), ("1,000", 0), ("0%", 1), ("2.9%", 1), ("4%", 0)],
)
def test_a_limit_decides_the_exit_code(command: Run, limit: str, code: int) -> None:
    # TINY spends 1,600 FLOPs, and OTHER 48 more: 3%.
    found, out, err = command(TINY, OTHER, *QUICK, "--max-flops-increase", limit)
    assert found == code
    assert "B spends 48 FLOPs more than A (+3%)" in out
    assert (err == "") == (code == 0)
    if code:
        assert err == (
            "whestdocs: B spends 48 FLOPs more than A (+3%); "
            f"--max-flops-increase {limit} allows less.\n"
        )


def test_saving_flops_exceeds_no_limit(command: Run) -> None:
    code, out, err = command(OTHER, TINY, *QUICK, "--max-flops-increase", "0")
    assert (code, err) == (0, "")
    assert "48 FLOPs less than A" in out


def test_the_limit_holds_on_every_network(command: Run) -> None:
    options = ("--skip-accuracy", "--networks", "3", "--max-flops-increase")
    _, out, _ = command(TINY, DEPENDS, *options, "1000", "--json")
    differences = [network["difference"] for network in json.loads(out)["networks"]]
    assert len(set(differences)) > 1
    assert differences[0] < max(differences)  # Else the first network alone would do.
    code, _, err = command(TINY, DEPENDS, *options, f"{max(differences) - 1}")
    assert code == 1
    seed = differences.index(max(differences))
    assert f"{max(differences)} FLOPs more than A" in err
    assert f"on the network of seed {seed};" in err
    assert command(TINY, DEPENDS, *options, f"{max(differences)}")[0] == 0


FAILING = TINY.replace("rows = []", "print('here'); rows = [1 / 0]")


@pytest.mark.parametrize(
    ("a", "b", "named"), [(FAILING, TINY, "A, old,"), (TINY, FAILING, "B, new/estimator.py,")]
)
def test_a_failure_says_which_of_the_two_and_where(
    command: Run, a: str, b: str, named: str
) -> None:
    code, out, err = command(a, b, *QUICK)
    assert (code, out) == (3, "")
    assert err.startswith(f"whestdocs: {named} failed on the network of seed 0: estimator.py:")
    assert "ZeroDivisionError" in err
    assert err.count("\n") == 1
    _, _, err = command(a, b, *QUICK, "--debug")
    assert "\nTraceback (" in err
    assert "\nhere\n" in err
    code, out, _ = command(a, b, *QUICK, "--json")
    assert (code, json.loads(out)["failure"]["kind"]) == (3, "raised")


def test_the_api_raises_what_failed(files: Files) -> None:
    with pytest.raises(EstimatorError, match=r"^B, new/estimator\.py, failed") as raised:
        compare(*files(TINY, FAILING), samples=None, networks=1, **SMALL)
    assert raised.value.profile.failure is not None


WRONG = {
    "no second": (["compare", "a.py"], "B"),
    "no networks": (["compare", "a.py", "b.py", "--networks", "0"], "at least 1"),
    "few samples": (["compare", "a.py", "b.py", "--samples", "31"], "at least 32"),
    "a negative seed": (["compare", "a.py", "b.py", "--seed", "-1"], "negative"),
    "a limit that is none": (
        ["compare", "a.py", "b.py", "--max-flops-increase", "much"],
        "neither a number of FLOPs, such as 0, nor a percentage",
    ),
    "a negative limit": (["compare", "a.py", "b.py", "--max-flops-increase=-1"], "neither"),
    "a folder without an estimator": (["compare", ".", "b.py"], "without estimator.py"),
}


@pytest.mark.parametrize(("words", "says"), WRONG.values(), ids=WRONG.keys())
def test_wrong_use_is_told_in_one_line(
    words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whestdocs: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = whestdocs(*words)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


# Accuracy and score.


def test_equal_predictions_differ_by_nothing_at_all(files: Files) -> None:
    text = TINY.replace("rows = []", "rows = []; z = fnp.exp(fnp.zeros(5))")
    found = compare(*files(TINY, text), networks=2, samples=64, **SMALL)
    assert found.error is not None
    interval = found.error.difference
    assert (interval.value, interval.low, interval.high) == (0.0, 0.0, 0.0)
    assert found.differences[0] > 0
    assert "the same" in drawn(show, found)


def test_a_score_is_error_times_multiplier_of_the_round(
    files: Files,
) -> None:
    budget = ROUNDS[TAG].flop_budget
    # 2 n^3 FLOPs, or half of these: at least a tenth of the budget of 68 GFLOPs.
    text = TINY.replace(
        "rows = []", "rows = []; z = fnp.ones((2048, 2048)) @ fnp.ones((2048, 2048))"
    )
    found = compare(*files(TINY, text), networks=2, samples=64, **SMALL)
    assert found.error is not None
    assert found.score is not None
    for side, factor in zip((0, 1), found.multipliers, strict=True):
        flops = (found.a, found.b)[side].flops[0]
        assert factor == max(0.1, flops / budget)
        assert (factor > 0.1) == bool(side)
        for errors, scores in zip(found.error.per_network, found.score.per_network, strict=True):
            assert scores[side].high == pytest.approx(factor * errors[side].high)
    assert found.by_flops_alone


def test_the_better_one_is_named_whichever_side_it_is_on(
    files: Files,
) -> None:
    a, b = files(TINY, OTHER)
    found = compare(a, b, networks=3, samples=256, **SMALL)
    assert found.error is not None
    good = found.error.better
    assert good is not None
    turned = compare(b, a, networks=3, samples=256, **SMALL)
    assert turned.error is not None
    assert turned.error.better == {"A": "B", "B": "A"}[good]
    assert turned.error.difference.value == -found.error.difference.value
    assert f"{good} is better" in drawn(show, found)


@pytest.mark.parametrize("networks", [1, 3])
def test_an_interval_holds_the_true_difference_as_often_as_it_says(networks: int) -> None:
    """With truths that are known: networks whose means differ, sampled a few at a time."""
    rng = np.random.default_rng(networks)
    width, size, covered = 32, 8, []
    for _ in range(600):
        sides, truths, exact = [], [], []
        offsets = rng.normal(0.3, 0.1, networks) if networks > 1 else np.array([0.3])
        true = rng.standard_normal((networks, width))
        for network in range(networks):
            batches = []
            for _ in range(16):
                x = rng.standard_normal((size, width)) + true[network]
                batches.append(x.mean(axis=0).tolist())
            truths.append({"size": size, "batches": batches})
            exact.append(offsets[network] ** 2 - 0.2**2)
        for shift in (np.full(networks, 0.2), offsets):
            layers = (true + shift[:, None]).tolist()
            sides.append([batch_errors(*each) for each in zip(layers, truths, strict=True)])
        interval = _paired(*sides).difference
        expected = exact[0] if networks == 1 else 0.3**2 + 0.1**2 - 0.2**2
        covered.append(interval.low <= expected <= interval.high)
    assert 0.92 < np.mean(covered) < 0.98


def test_the_truths_own_error_cancels(files: Files) -> None:
    """Few samples blur the errors themselves; their difference they blur far less."""
    near = OTHER.replace("return fnp.stack(rows)", "return fnp.stack(rows) * 1.001")
    a, b = files(OTHER, near)
    few, many = (
        compare(a, b, networks=1, samples=samples, **SMALL).error for samples in (32, 32_768)
    )
    assert few is not None
    assert many is not None
    assert many.difference.value != 0.0
    (few_a, _), (many_a, _) = few.per_network[0], many.per_network[0]
    blur = abs(few_a.high - many_a.high)
    assert abs(few.difference.value - many.difference.value) < 0.1 * blur


# The document and the terminal.


def test_the_document_has_everything(command: Run) -> None:
    code, out, err = command(TINY, OTHER, "--networks", "2", "--samples", "64", "--json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert document["schema"] == "whestdocs.compare/1"
    assert document["a"]["file"] == document["b"]["file"] == "estimator.py"
    assert document["a"]["sha256"] != document["b"]["sha256"]
    assert document["flops"]["difference"] == 48
    assert sum(op["difference"] for op in document["ops"]) == 48
    assert sum(line["difference"] for line in document["lines"]) == 48
    assert [network["seed"] for network in document["networks"]] == [0, 1]
    error = document["final_layer_mse"]
    assert error["difference"]["low"] <= error["difference"]["value"]
    assert error["confidence"] == 0.95
    assert error["b"] - error["a"] == pytest.approx(error["difference"]["value"])
    assert document["score"]["per_network"][1].keys() == {"a", "b", "below"}
    assert document["samples"] == 64
    assert document["by_flops_alone"] is True


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> EstimatorComparison:
    folder = tmp_path_factory.mktemp("compared")
    (folder / "a.py").write_text(TINY)
    (folder / "b.py").write_text(OTHER.replace("y = x", "z = '\x1b[2J[red]' and fnp.exp(x); y = x"))
    return compare(folder / "a.py", folder / "b.py", networks=2, samples=64, **SMALL)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_it_fits_the_terminal_and_obeys_no_source(
    found: EstimatorComparison, width: int, encoding: str
) -> None:
    text = drawn(show, found, width, encoding)
    assert max(map(len, text.split("\n"))) <= width
    assert "\x1b" not in text
    assert "…" not in text
    assert text.isascii() or encoding == "utf-8"


def test_changed_lines_stand_below_each_other(found: EstimatorComparison) -> None:
    text = drawn(show, found)
    assert re.search(r"^17  17 +\+48  - x = fnp\.maximum\(w\.T @ x, 0\.0\) *$", text, re.MULTILINE)
    assert re.search(r"^ +\+ x = fnp\.maximum\(w\.T @ x \+ 1\.0, 0\.0\) *$", text, re.MULTILINE)
    assert "1 other charged line costs the same" in text
    assert "by FLOPs alone" in text


def test_a_gated_round_needs_no_such_words(files: Files) -> None:
    found = compare(*files(TINY, OTHER), networks=1, samples=32, width=16, depth=3)
    assert not found.by_flops_alone
    text = drawn(show, found)
    assert "alone:" not in text
    assert "by FLOPs alone" not in text
    assert "On this network alone" in text


@pytest.mark.parametrize(
    ("a", "b", "text"),
    [
        (100, 110, "10 FLOPs more than A (+10%)"),
        (100, 90, "10 FLOPs less than A (-10%)"),
        (10, 5000, "4,990 FLOPs more than A (500 times as many)"),
        (0, 5, "5 FLOPs more than A"),
    ],
)
def test_a_relation_is_said_in_words_that_fit_it(a: int, b: int, text: str) -> None:
    assert relation(a, b) == text
