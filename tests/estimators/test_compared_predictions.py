"""What compare says of predictions: how far they differ, and nothing that samples cannot tell."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TINY, Run
from whestdocs.competition.rounds import ROUNDS
from whestdocs.competition.rulebook import floor_flops
from whestdocs.estimators.comparison import compare

TAG = "v1-warmup"
SMALL: dict[str, Any] = {"round_tag": TAG, "width": 16, "depth": 3}
WORDS = ("--round", TAG, "--width", "16", "--depth", "3")
#: Sampled means: of more samples than the truths below, so that these cannot tell its error.
SAMPLED = """\
import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        rng = fnp.random.default_rng([mlp.seed, 1])
        x = rng.standard_normal((9_000, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            rows.append(fnp.mean(x, axis=0))
        return fnp.stack(rows)
"""
OTHERWISE = SAMPLED.replace("seed, 1]", "seed, 2]")
#: Adds 0.25 to the first neuron of layer 1, where TINY predicts zeros alone.
SHIFTED = TINY.replace(
    "return fnp.stack(rows)",
    "rows[1] = rows[1] + 0.25 * (fnp.arange(mlp.width) == 0)\n        return fnp.stack(rows)",
)
FACTOR = SAMPLED.replace("fnp.stack(rows)", "fnp.stack([rows[0], 1.001 * rows[1], *rows[2:]])")

Compare = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(tmp_path: Path, whestdocs: Run) -> Compare:
    def run_command(a: str, b: str, *options: str) -> tuple[int, str, str]:
        for name, text in (("a.py", a), ("b.py", b)):
            (tmp_path / name).write_text(text)
        files = [str(tmp_path / name) for name in ("a.py", "b.py")]
        return whestdocs("compare", *files, *WORDS, *options)

    return run_command


# Errors that a truth cannot tell.


def test_an_error_that_samples_cannot_tell_is_below_a_bound(command: Compare) -> None:
    options = ("--networks", "3", "--samples", "64")
    _, out, _ = command(SAMPLED, OTHERWISE, *options)
    row = next(line for line in out.splitlines() if line.startswith("Final-layer MSE"))
    assert len(re.findall(r"below \d", row)) == 2
    assert '"Below" is what 64 samples of each truth can tell' in out
    assert "--samples 640 tells" in out
    document = json.loads(command(SAMPLED, OTHERWISE, *options, "--json")[1])
    for name in ("final_layer_mse", "score"):
        for found in (document[name], *document[name]["per_network"]):
            for side in "ab":
                assert (found[side] is None) != (found["below"][side] is None)
                assert (found[side] or found["below"][side]) > 0.0
        assert document[name]["a"] is None


def test_more_samples_tell_it(command: Compare) -> None:
    document = json.loads(command(TINY, SAMPLED, "--networks", "3", "--samples", "64", "--json")[1])
    error = document["final_layer_mse"]
    assert error["a"] > 0.1  # What predicts zeros is off by as much as the means are.
    assert error["below"]["a"] is None
    assert error["b"] is None


# How far predictions differ.


def test_the_largest_difference_is_named_with_its_layer_and_network(tmp_path: Path) -> None:
    for name, text in (("a.py", SAMPLED), ("b.py", FACTOR)):
        (tmp_path / name).write_text(text)
    found = compare(tmp_path / "a.py", tmp_path / "b.py", networks=3, samples=None, **SMALL)
    worst = found.predictions.largest
    assert worst.layer == 1
    sizes = {}
    for profile in found.a.profiles:
        assert profile.prediction is not None
        assert profile.prediction.values is not None
        sizes[profile.seed] = max(profile.prediction.values[1])
    assert worst.seed == max(sizes, key=lambda seed: sizes[seed])
    assert worst.absolute == pytest.approx(0.001 * worst.size, rel=1e-3)
    assert worst.size == sizes[worst.seed]
    assert {layer.absolute for layer in found.predictions.layers if layer.layer != 1} == {0.0}


@pytest.mark.parametrize(
    ("limit", "code"),
    [("0.25", 0), ("2.5e-1", 0), ("0.2499", 1), ("0", 1), ("99999%", 1)],
)
def test_a_limit_on_the_difference_decides_the_exit_code(
    command: Compare, limit: str, code: int
) -> None:
    options = ("--skip-accuracy", "--networks", "2", "--max-difference", limit)
    found, out, err = command(TINY, SHIFTED, *options)
    assert found == code
    sentence = (
        "Predictions differ by 0.25 at most, in layer 1 of 0 to 2 on the network of seed 0: A "
        "predicts zeros alone there"
    )
    assert f"{sentence}." in " ".join(out.split())
    assert err == (f"whestdocs: {sentence}; --max-difference {limit} allows less.\n" * code)


@pytest.mark.parametrize(("limit", "code"), [("0.11%", 0), ("0.09%", 1), ("0%", 1)])
def test_a_share_is_of_the_largest_value_in_that_layer(
    command: Compare, limit: str, code: int
) -> None:
    options = ("--skip-accuracy", "--networks", "1", "--max-difference", limit)
    assert command(SAMPLED, FACTOR, *options)[0] == code


def test_the_same_prediction_exceeds_nothing(command: Compare) -> None:
    options = ("--skip-accuracy", "--networks", "2", "--max-difference", "0")
    slower = TINY.replace("rows = []", "rows = []; z = fnp.exp(fnp.zeros(5))")
    code, out, err = command(TINY, slower, *options)
    assert (code, err) == (0, "")
    assert "Both predict the same, to the last bit." in out
    code, _, err = command(TINY, slower, *options, "--max-flops-increase", "0")
    assert (code, err.count("\n")) == (1, 1)


@pytest.mark.parametrize("limit", ["much", "-1", "nan", "inf", "1e-5 %%", ""])
def test_a_difference_that_is_no_number_is_wrong_use(command: Compare, limit: str) -> None:
    code, out, err = command(TINY, TINY, f"--max-difference={limit}")
    assert (code, out) == (2, "")
    assert "is neither a number from 0 on, such as 1e-5, nor a percentage" in err


def test_the_document_has_every_layer(command: Compare) -> None:
    _, out, _ = command(TINY, SHIFTED, "--skip-accuracy", "--networks", "2", "--json")
    predictions = json.loads(out)["predictions"]
    assert [layer["absolute"] for layer in predictions["layers"]] == [0.0, 0.25, 0.0]
    assert [layer["relative"] for layer in predictions["layers"]] == [0.0, None, 0.0]
    assert predictions["largest"] == predictions["layers"][1]


# What FLOPs do to the score.


def test_below_a_tenth_of_the_budget_flops_are_said_to_change_nothing(command: Compare) -> None:
    _, out, _ = command(TINY, SHIFTED, "--skip-accuracy", "--networks", "1")
    said = " ".join(out.split())
    floor = floor_flops(ROUNDS[TAG].flop_budget)
    used = int(re.search(r": ([\d,]+) instead of", said)[1].replace(",", ""))
    assert (
        "By FLOPs alone, that does not change the score: both stay within 10% of the budget" in said
    )
    assert f"{floor:,} FLOPs, where the multiplier is 0.1" in said
    assert f"B has {floor - used:,} FLOPs left before it rises, room for accuracy." in said


def test_above_it_they_are_not(command: Compare) -> None:
    side = math.isqrt(ROUNDS[TAG].flop_budget // 10 // 1900) + 1
    product = f"rows = []; z = fnp.ones(({side}, 1000)) @ fnp.ones((1000, {side}))"
    _, out, _ = command(
        TINY, TINY.replace("rows = []", product), "--skip-accuracy", "--networks", "1"
    )
    assert "does not change the score" not in out
