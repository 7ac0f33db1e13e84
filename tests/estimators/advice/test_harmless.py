"""No rewrite is offered that predicts something else, or that fails where the original did not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.advised import DEPTH, WIDTH, advise, found, in_predict, written
from whestdocs.estimators.advice.reporting import Report
from whestdocs.probe.estimators.networks import network

pytestmark = [pytest.mark.xdist_group("labelled"), pytest.mark.usefixtures("forks")]

#: A correction that setup() loads into a module, whose errors a handler hides.
LOADED = """\
from pathlib import Path

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Correction(flops.Module):
    def __init__(self):
        self.scale = fnp.ones(())
        self.bias = fnp.zeros(16)


class Estimator(BaseEstimator):
    def setup(self, context):
        self.correction = None
        try:
            self.correction = Correction.from_file(str(Path(__file__).with_name("bias.npz")))
        except ValueError:
            pass
        except Exception:
            self.correction = None

    def predict(self, mlp, budget):
        x = fnp.ones(mlp.width, dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(w.T @ x, 0.0)
            rows.append(x)
        if self.correction is not None:
            for entry in range(16):
                rows[0] = rows[0] + self.correction.scale * self.correction.bias[entry]
        return fnp.stack(rows)
"""


def advised(folder: Path, *lines: str) -> Report:
    return advise(written(folder, in_predict(*lines)))


@pytest.mark.parametrize("scale", [0.05, 1e-30], ids=["much", "less than rounding"])
def test_what_setup_loads_is_not_lost(tmp_path: Path, scale: float) -> None:
    np.savez(tmp_path / "bias.npz", scale=np.float64(scale), bias=np.ones(16, dtype=np.float32))
    report = advise(written(tmp_path, LOADED))
    assert report.profile.failure is None
    assert "float64" not in found(report)
    if report.together is not None:
        assert "self.scale = fnp.ones(())\n" in report.together.texts["estimator.py"]


def test_a_layer_that_needs_float64_keeps_it_however_small_it_is(tmp_path: Path) -> None:
    report = advised(
        tmp_path,
        "tiny = (fnp.ones(mlp.width) + 1e-9 * fnp.sum(mlp.weights[0], axis=0)) - 1.0",
        "rows = [tiny] + [fnp.sum(fnp.abs(w), axis=0) for w in mlp.weights[1:]]",
        "return fnp.stack(rows)",
    )
    assert "float64" not in found(report)


def test_what_is_right_on_one_network_only_is_not_offered(tmp_path: Path) -> None:
    seed = network(WIDTH, DEPTH, 0).seed
    text = in_predict(
        f"size = 1.0 if mlp.seed == {seed} else 1e200",
        "huge = fnp.full(mlp.width, size)",
        "x = fnp.ones(mlp.width, dtype=fnp.float32)",
        "rows = [((w.T @ (x * huge)) / size).astype(fnp.float32) for w in mlp.weights]",
        "return fnp.stack(rows)",
    )
    assert advise(written(tmp_path, text)).advice == ()
    assert advise(written(tmp_path, text.replace("1e200", "2.0"))).advice != ()


LOST_IN_FLOAT32 = {
    "an underflow": "size = fnp.sqrt(fnp.mean((x * 1e-26) * (x * 1e-26))) * 1e26",
    "a cancellation": "size = fnp.mean((x * 1e-6 + 1e6) * (x * 1e-6 + 1e6)) - 1e12 + 1.0",
    "a branch on the dtype": "size = 1.1 if x.dtype == fnp.float64 else 1.0",
}


@pytest.mark.parametrize("size", LOST_IN_FLOAT32.values(), ids=LOST_IN_FLOAT32)
def test_what_draws_in_float32_lose_does_not_hide_in_their_noise(tmp_path: Path, size: str) -> None:
    text = in_predict(
        "x = fnp.random.default_rng(mlp.seed).standard_normal((300, mlp.width))",
        size,
        "rows = []",
        "for w in mlp.weights:",
        "    x = fnp.maximum(x @ w, 0.0)",
        "    rows.append(fnp.mean(x, axis=0) * size)",
        "return fnp.stack(rows)",
    )
    assert "rng-dtype" not in found(advise(written(tmp_path, text)))
    harmless = written(tmp_path, text.replace(size, "size = 1.1"))
    assert "rng-dtype" in found(advise(harmless))


def test_a_step_that_saves_nothing_alone_is_found_by_what_stands_on_it(tmp_path: Path) -> None:
    report = advised(
        tmp_path,
        "rng = fnp.random.default_rng(mlp.seed)",
        "x = fnp.array(rng.standard_normal((900, mlp.width)).astype(fnp.float64))",
        "rows = []",
        "for w in mlp.weights:",
        "    x = fnp.maximum(x @ w, 0.0)",
        "    rows.append(fnp.mean(x, axis=0))",
        "return fnp.stack(rows)",
    )
    assert {"rng-dtype", "float64"} <= found(report).keys()
    (group,) = report.groups
    assert group.count == len(report.advice)
    assert group.saving > 0.45 * report.profile.flops_used
    assert all(advice.group == group.number for advice in report.advice)


def test_a_chain_of_three_is_found_to_its_end(tmp_path: Path) -> None:
    report = advised(
        tmp_path,
        "rng = fnp.random.default_rng(mlp.seed)",
        "draws = rng.standard_normal((900, mlp.width)).astype(fnp.float64)",
        "x = draws * np.float64(0.5)",
        "rows = []",
        "for w in mlp.weights:",
        "    x = fnp.maximum(x @ w, 0.0)",
        "    rows.append(fnp.mean(x, axis=0))",
        "return fnp.stack(rows)",
    )
    kinds = [advice.kind for advice in report.advice]
    assert (kinds.count("float64"), kinds.count("rng-dtype")) == (2, 1)
    assert report.together is not None
    assert report.together.flops < 0.55 * report.profile.flops_used


def test_origins_that_pay_only_together_are_a_group_and_others_are_not(tmp_path: Path) -> None:
    report = advised(
        tmp_path,
        "a = fnp.stack([w[0] for w in mlp.weights]).astype(fnp.float64)",
        "b = fnp.stack([w[1] for w in mlp.weights]).astype(fnp.float64)",
        "c = fnp.stack([w[2] for w in mlp.weights]).astype(fnp.float64)",
        "d = fnp.stack([w[3] for w in mlp.weights]).astype(fnp.float64)",
        "square = fnp.stack([w[4] for w in mlp.weights]) ** 2",
        "for _ in range(20):",
        "    e = a * b",
        "    f = c * d",
        "return (e + f + square).astype(fnp.float32)",
    )
    members: dict[int | None, set[int]] = {}
    for advice in report.advice:
        members.setdefault(advice.group, set()).add(advice.span.line)
    assert {13} <= members.pop(None)
    assert sorted(map(sorted, members.values())) == [[9, 10], [11, 12]]


def test_every_rewrite_was_run_on_three_networks_where_that_is_cheap(tmp_path: Path) -> None:
    effort = advised(tmp_path, "return fnp.stack([w[0] for w in mlp.weights]) ** 2").effort
    assert effort is not None
    assert effort.networks == (0, 1, 2)
