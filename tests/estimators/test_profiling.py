"""The Python API's `profile`: what a user of the package gets, and what is raised."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import whestdocs
from tests.support.zoo import ZOO
from whestdocs.competition.releases import installed_release
from whestdocs.estimators.profiling import EstimatorError
from whestdocs.probe.estimators.networks import network

HEAD = "import flopscope.numpy as fnp\nfrom whestbench import BaseEstimator\n\n"
ESTIMATOR = HEAD + (
    "class Estimator(BaseEstimator):\n"
    "    def predict(self, mlp, budget):\n"
    "        x = fnp.ones((mlp.depth, mlp.width), dtype=fnp.float32)\n"
    "        return x + x\n"
)


def test_profile_returns_what_every_expression_spent(tmp_path: Path) -> None:
    file = tmp_path / "estimator.py"
    file.write_text(ESTIMATOR)
    measured = whestdocs.profile(tmp_path, width=8, depth=2)
    assert measured.ops["add"].flops == 16
    assert measured.flops_used == sum(total.flops for total in measured.lines.values())
    assert measured.release["flopscope"] == installed_release().flopscope


def test_a_release_of_long_ago_runs_it_too(tmp_path: Path) -> None:
    file = tmp_path / "estimator.py"
    file.write_text(ESTIMATOR)
    measured = whestdocs.profile(f"{file}:Estimator", release="0.2.0", width=8, depth=2)
    assert measured.release["flopscope"] == "0.2.0"
    assert measured.ops["add"].flops == 16


def test_an_estimator_that_fails_is_an_error_that_holds_its_profile(tmp_path: Path) -> None:
    file = tmp_path / "estimator.py"
    file.write_text(ESTIMATOR.replace("return x + x", "y = x + x; raise ValueError('no')"))
    with pytest.raises(EstimatorError, match=r"estimator\.py:7: predict\(\) raised") as caught:
        whestdocs.profile(file, width=8, depth=2)
    assert caught.value.profile.flops_used >= 16


def test_asking_for_something_the_package_does_not_offer_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'profil'"):
        whestdocs.profil  # noqa: B018


def test_everything_offered_is_there_and_listed() -> None:
    for name in whestdocs._OFFERED:
        assert callable(getattr(whestdocs, name))
        assert name in dir(whestdocs)


@pytest.mark.parametrize("name", whestdocs._OFFERED)
def test_what_is_offered_is_no_module_whatever_was_imported_before(name: str) -> None:
    """A module of that name would take its place as soon as it is imported."""
    assert not (Path(whestdocs.__file__).parent / f"{name}.py").exists()
    assert not (Path(whestdocs.__file__).parent / name).exists()


def test_importing_the_package_imports_nothing_else() -> None:
    program = "import sys; import whestdocs; print(sorted(m for m in sys.modules if 'scope' in m))"
    finished = subprocess.run(
        [sys.executable, "-c", program],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    assert finished.stdout.strip() == "[]"


def test_a_profile_offers_what_was_predicted() -> None:
    """Which is what a plain run of the same code returns, number by number."""
    found = whestdocs.profile(ZOO / "sampling" / "constant.py", width=8, depth=4)
    assert found.prediction is not None
    assert (found.prediction.shape, found.prediction.finite) == ((4, 8), True)
    values = np.asarray(found.prediction.values)
    assert values.shape == (4, 8)
    mlp = network(8, 4, 0)
    x = np.random.default_rng(mlp.seed).standard_normal((20, 8), dtype=np.float32)
    for row, w in zip(values, mlp.weights, strict=True):
        x = np.maximum(x @ np.asarray(w), 0.0)
        np.testing.assert_allclose(row, x.mean(axis=0), rtol=1e-5)
    assert "0." not in repr(found.prediction)  # Thousands of numbers would hide the rest.
