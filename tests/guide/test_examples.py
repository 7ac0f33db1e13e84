"""The examples, run for real under every round's release."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.example_runs import WHEST, python
from tests.support.places import ROOT
from whestdocs.competition.rounds import ROUNDS
from whestdocs.running.installing import prepare

EXAMPLES = ("01_random", "02_mean_propagation", "03_covariance_propagation")
SEED_TABLE = json.loads((ROOT / "tests/data/seed_operations.json").read_text())
SEED, SAMPLES = 0, 2_000


every_round = pytest.mark.parametrize("tag", ROUNDS)
every_example = pytest.mark.parametrize("example", EXAMPLES)


def source_of(example: str) -> Path:
    return ROOT / "examples" / f"{example}.py"


@cache
def whest_run(tag: str, example: str) -> dict[str, Any]:
    """Return the report of `whest run` for one network of the round's own shape."""
    finished = python(
        tag,
        *(*WHEST, "run", "--runner", "local", "--format", "json", "--seed", SEED),
        *("--n-mlps", 1, "--n-samples", SAMPLES, "--estimator", source_of(example)),
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)["results"]


@dataclass(frozen=True)
class Script:
    """What an example printed when it ran as a script."""

    text: str
    errors: str

    def value(self, label: str) -> float:
        """Return the number printed behind `label`."""
        return float(re.search(rf"{label}:\s+(\S+)", self.text)[1].replace(",", ""))

    def operations(self) -> dict[str, tuple[int, int]]:
        """Return calls and FLOPs of every operation in the printed summary."""
        rows = re.findall(r"^ +(\S+) +([\d,]+) +\( *[\d.]+%\) +\[(\d+) calls?\]", self.text, re.M)
        return {op: (int(calls), int(flops.replace(",", ""))) for op, flops, calls in rows}


RunAlone = Callable[..., Script]


@pytest.fixture(scope="session")
def run_alone(tmp_path_factory: pytest.TempPathFactory) -> RunAlone:
    """Run an example as a script, copied alone to an empty folder."""

    @cache
    def run(tag: str, example: str, *options: object) -> Script:
        folder = tmp_path_factory.mktemp(example)
        copy = shutil.copy(source_of(example), folder)
        finished = python(tag, Path(copy).name, *options, folder=folder)
        assert finished.returncode == 0, finished.stderr
        return Script(finished.stdout, finished.stderr)

    return run


@every_example
def test_an_example_needs_nothing_but_flopscope_and_whestbench(example: str) -> None:
    imported = set()
    for node in ast.walk(ast.parse(source_of(example).read_text())):
        if isinstance(node, ast.Import):
            imported |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert imported - set(sys.stdlib_module_names) == {"flopscope", "whestbench"}


@every_example
@every_round
def test_an_example_passes_whest_validate(tag: str, example: str) -> None:
    arguments = ("validate", "--format", "json", "--estimator", source_of(example))
    finished = python(tag, *WHEST, *arguments)
    assert finished.returncode == 0, finished.stderr
    report = json.loads(finished.stdout)
    assert report["ok"]
    assert report["class_name"] == "Estimator"


@every_example
@every_round
def test_an_example_runs_under_whest_run_without_a_failure(tag: str, example: str) -> None:
    (network,) = whest_run(tag, example)["per_mlp"]
    causes = ("budget", "time", "residual_wall_time", "combined_budget")
    assert not any(network[f"{cause}_exhausted"] for cause in causes)
    assert network.get("traceback") is None
    assert 0 < network["flops_used"] < ROUNDS[tag].flop_budget


@every_example
@every_round
def test_an_example_copied_alone_prints_cost_and_error_of_the_current_round(
    tag: str, example: str, run_alone: RunAlone
) -> None:
    round_ = ROUNDS[tag]
    script = run_alone(tag, example, "--samples", SAMPLES)
    assert f"width {round_.width}, depth {round_.depth}, seed 0" in script.text
    used = script.value("FLOPs used")
    assert sum(flops for _, flops in script.operations().values()) == used > 0
    assert script.value("FLOPs remaining") == round_.flop_budget - used
    assert script.value("Final-layer MSE") > 0
    assert script.value("Sampling noise") > 0
    assert f"with {SAMPLES:,} Monte-Carlo samples" in script.text
    assert script.errors == ""


@every_example
@every_round
def test_an_example_takes_shape_seed_and_samples_as_options(
    tag: str, example: str, run_alone: RunAlone
) -> None:
    shape = ("--width", 8, "--depth", 2, "--samples", 300)
    first, second = (run_alone(tag, example, *shape, "--seed", seed) for seed in (3, 4))
    assert "width 8, depth 2, seed 3" in first.text
    assert "with 300 Monte-Carlo samples" in first.text
    assert first.value("FLOPs used") == second.value("FLOPs used")
    assert first.value("Final-layer MSE") != second.value("Final-layer MSE")


def test_the_examples_run_alike() -> None:
    """What is tested below for one of them holds for all."""
    assert (
        len({source_of(example).read_text().split("def at_least")[1] for example in EXAMPLES}) == 1
    )


@every_round
def test_help_tells_what_each_option_means_and_its_default(tag: str, run_alone: RunAlone) -> None:
    text = " ".join(run_alone(tag, "01_random", "--help").text.split())
    round_ = ROUNDS[tag]
    for option, default in (
        ("--width N neurons in a layer", round_.width),
        ("--depth N layers of the network", round_.depth),
        ("--seed N seed of the network", 0),
        ("--samples N Monte-Carlo inputs to compare with", 20_000),
    ):
        assert f"{option} (default: {default})" in text


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--width", "0", "must be at least 1, not 0"),
        ("--depth", "-3", "must be at least 1, not -3"),
        ("--seed", "-1", "must be at least 0, not -1"),
        ("--samples", "0", "must be at least 2, not 0"),
        ("--samples", "1", "must be at least 2, not 1"),
        ("--width", "wide", "invalid integer value: 'wide'"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_in_a_sentence(
    option: str, value: str, says: str
) -> None:
    finished = python("v2-phase2", source_of("01_random"), option, value)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr.splitlines()[-1] == f"01_random.py: error: argument {option}: {says}"
    assert "Traceback" not in finished.stderr


def test_few_samples_say_how_much_noise_to_expect(run_alone: RunAlone) -> None:
    """From two samples a seed, the noise told and the error seen agree over many seeds."""
    shape = ("--width", 64, "--depth", 1, "--samples", 2)
    example = ("v2-phase2", "02_mean_propagation")
    scripts = [run_alone(*example, *shape, "--seed", seed) for seed in range(8)]
    # One layer of independent inputs is exact, so that all of its error is noise.
    seen = sum(script.value("Final-layer MSE") for script in scripts)
    told = sum(script.value("Sampling noise") for script in scripts)
    assert told == pytest.approx(seen, rel=0.25)  # Without n - 1 it would be half of it.


def test_a_long_run_says_at_once_what_it_is_doing() -> None:
    arguments = (source_of("01_random"), "--samples", 10**9)
    with subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        env=prepare(ROUNDS["v2-phase2"].release).environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        assert next(lines) == "Network: width 1024, depth 16, seed 0\n"
        assert "Comparing with 1,000,000,000 Monte-Carlo samples ...\n" in lines
        process.kill()


@every_example
@every_round
def test_a_script_and_whest_run_agree_on_network_cost_and_error(
    tag: str, example: str, run_alone: RunAlone
) -> None:
    script = run_alone(tag, example, "--samples", SAMPLES)
    (network,) = whest_run(tag, example)["per_mlp"]
    assert script.value("FLOPs used") == network["flops_used"]
    assert script.value("Final-layer MSE") == pytest.approx(network["final_layer_mse"], rel=1e-3)


@every_round
def test_each_example_is_clearly_more_accurate_than_the_one_before(tag: str) -> None:
    random, mean, covariance = (whest_run(tag, name)["final_layer_mse"] for name in EXAMPLES)
    assert mean < random / 100
    assert covariance < mean / 3


@every_round
def test_predictions_are_finite_float32_of_the_right_shape_for_any_network(tag: str) -> None:
    # Deep narrow networks drive covariances up and neurons to death. Unless the state is
    # scaled down, the last of these raises SymmetryError under every release.
    program = """
import runpy, sys
import flopscope as flops, flopscope.numpy as fnp
from whestbench import sample_mlp

shapes = [(1, 1), (1, 6), (2, 3), (8, 2), (16, 1), (33, 5), (64, 32)]
cases = [(*shape, seed) for shape in shapes for seed in range(8)] + [(8, 32, 186), (64, 32, 50)]
for path in sys.argv[1:]:
    estimator = runpy.run_path(path)["Estimator"]()
    for width, depth, seed in cases:
        mlp = sample_mlp(width, depth, fnp.random.default_rng(seed), seed=seed)
        with flops.BudgetContext(flop_budget=10**12, quiet=True):
            means = estimator.predict(mlp, 10**12)
        where = path, width, depth, seed
        assert means.shape == (depth, width), where
        assert means.dtype == fnp.float32, where
        assert bool(fnp.all(fnp.isfinite(means))), where
"""
    finished = python(tag, "-c", program, *map(source_of, EXAMPLES))
    assert finished.returncode == 0, finished.stderr


def test_mean_propagation_reproduces_the_seed_pages_operation_table(run_alone: RunAlone) -> None:
    tag = SEED_TABLE["round"]
    assert ROUNDS[tag].release.flopscope == SEED_TABLE["flopscope"]
    assert (ROUNDS[tag].width, ROUNDS[tag].depth) == (SEED_TABLE["width"], SEED_TABLE["depth"])
    script = run_alone(tag, "02_mean_propagation", "--samples", SAMPLES)
    seed_page = {row["op"]: (row["calls"], row["flops"]) for row in SEED_TABLE["operations"]}
    assert script.operations() == seed_page
    assert script.value("FLOPs used") == SEED_TABLE["total"] == 2_715_648


def test_covariance_propagation_lands_at_404_million_under_the_warmup() -> None:
    (network,) = whest_run("v1-warmup", "03_covariance_propagation")["per_mlp"]
    assert round(network["flops_used"] / 1e6) == 404


@pytest.mark.parametrize(
    ("example", "limit"),
    [("02_mean_propagation", 86_700_000), ("03_covariance_propagation", 51_800_000_000)],
)
def test_an_example_keeps_its_float32_price_under_phase_2(example: str, limit: int) -> None:
    (network,) = whest_run("v2-phase2", example)["per_mlp"]
    assert network["flops_used"] <= limit
