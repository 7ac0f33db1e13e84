"""Advice over the tips of the guide: how they say it is done gets none, how it is not does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.advised_tips import KIND_OF, MISSED
from whestdocs.estimators.advice.advising import advise_target
from whestdocs.estimators.settings import setting
from whestdocs.estimators.targets import Target
from whestdocs.project import find_project

pytestmark = [pytest.mark.xdist_group("labelled"), pytest.mark.usefixtures("forks")]
TIPS = sorted((find_project().examples / "tips").glob("*.py"))
ESTIMATOR = """

from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def setup(self, context):
        self.arguments = inputs(context.width)

    def predict(self, mlp, budget):
        result = {function}(*self.arguments)
        mean = float(np.mean(np.asarray(result, dtype=np.float64)))
        return fnp.full((mlp.depth, mlp.width), mean, dtype=fnp.float32)
"""


def _kinds(tip: Path, function: str, folder: Path) -> set[str]:
    """Return the kinds of advice that one of a tip's two ways is given."""
    file = folder / tip.name
    file.write_text(tip.read_text().split("\ndef main")[0] + ESTIMATOR.format(function=function))
    chosen = setting(round_tag="v2-phase2", width=64, depth=2)
    report = advise_target(Target(file, None), chosen)
    assert report.profile.failure is None, report.profile.failure
    lines = {
        number
        for number, line in enumerate(file.read_text().split("\n"), start=1)
        if line.startswith(("def before", "def after"))
    }
    start = next(
        n for n in sorted(lines) if f"def {function}" in file.read_text().split("\n")[n - 1]
    )
    end = min((n for n in lines if n > start), default=10**6)
    return {advice.kind for advice in report.advice if start < advice.span.line < end}


@pytest.mark.parametrize("name", KIND_OF)
def test_what_a_tip_replaces_is_found(name: str, tmp_path: Path) -> None:
    [tip] = [tip for tip in TIPS if tip.stem == name]
    assert (KIND_OF[name] in _kinds(tip, "before", tmp_path)) == (name not in MISSED)


@pytest.mark.parametrize("name", KIND_OF)
def test_what_a_tip_recommends_gets_no_such_advice(name: str, tmp_path: Path) -> None:
    [tip] = [tip for tip in TIPS if tip.stem == name]
    assert KIND_OF[name] not in _kinds(tip, "after", tmp_path)
