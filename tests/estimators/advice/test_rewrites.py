"""Rewrites of estimators that hypothesis writes: valid Python, and the same prediction."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.support.advised import laboratory_of, written
from whestdocs.estimators.advice.advising import advise_target
from whestdocs.estimators.advice.judging import Bench
from whestdocs.estimators.advice.rules import RULES
from whestdocs.estimators.advice.source.edits import rewritten
from whestdocs.estimators.advice.source.subject import Subject

pytestmark = [pytest.mark.xdist_group("labelled"), pytest.mark.usefixtures("forks")]

TEMPLATE = '''\
"""Éstimator; columns of what follows count bytes."""
import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.random.default_rng(mlp.seed).standard_normal((24, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            v = fnp.mean(x, axis=0)
            c = fnp.einsum("ki,kj->ij", x, x) * 0.01
            mask, idx = v > 0.2, fnp.arange(2, 6)
{statements}
            rows.append(v + 0.001 * total)
        return fnp.stack(rows)
'''
LEAVES = st.sampled_from(["w", "c", "w.T", "x.T @ x", "fnp.diag(v)"])


def _matrices(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return expressions that are square matrices, of smaller ones."""
    forms = [
        *("{0} @ {1}", "({0}) @ ({1})", "fnp.matmul({0}, {1})", "({0}).dot({1})"),
        *("({0}) ** 2", "fnp.power({0}, 3)", "fnp.abs({0}) ** 0.5", "-({0}) ** 2"),
        *("fnp.where(({0}) > 0, ({0}), 0)", "fnp.where(mask, {0}, 0.0)", "w.T @ ({0}) @ w"),
        *("(\n                {0}\n                + {1}  # sum\n            )", "0.5 * ({0})"),
        *('("é", {0})[1]', "[m ** 2 for m in [{0}]][0]", "(lambda m: m @ m.T)({0})"),
    ]
    return st.builds(str.format, st.sampled_from(forms), inner, inner)


MATRICES = st.recursive(LEAVES, _matrices, max_leaves=5)
NUMBERS = st.builds(
    str.format,
    st.sampled_from(
        [
            *("fnp.trace({0})", "fnp.mean({0})", "fnp.sum(fnp.diagonal({0}))"),
            *("fnp.mean(({0}) @ v)", "fnp.mean(v @ ({0}) @ w)", "fnp.mean(fnp.diag({0}))"),
            *("fnp.sum(({0})[idx][:, idx])", "fnp.sum(({0})[fnp.arange(3)])"),
            *("fnp.mean(({0})[({0}) > 0.1])", "fnp.sum(({0})[mask], axis=0)"),
        ]
    ),
    MATRICES,
)


def _text(expressions: list[str], held: bool) -> str:
    """Return the estimator that adds the expressions up."""
    lines = ["total = 0.0"]
    for number, expression in enumerate(expressions):
        if held:
            lines.append(f"part_{number} = {expression}")
            lines.append(f"total = total + part_{number}")
        else:
            lines.append(f"total = total + {expression}")
    return TEMPLATE.format(statements="\n".join(f"            {line}" for line in lines))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rewrites")


@settings(
    max_examples=25,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(st.lists(NUMBERS, min_size=1, max_size=3), st.booleans())
def test_rewrites_are_valid_and_predict_the_same(
    folder: Path, expressions: list[str], held: bool
) -> None:
    file = written(folder, _text(expressions, held))
    laboratory = laboratory_of(file, depth=2)
    texts = {"estimator.py": file.read_text()}
    original, observed = laboratory.run({}), laboratory.run(texts, "values")
    assume(original.prediction is not None)
    judge = Bench(laboratory, texts, original)
    for candidate in (
        found for rule in RULES for found in rule(Subject(original.profile, observed.values))
    ):
        ast.parse(candidate.rewrite)
        after = rewritten(texts, candidate.edits)
        compile(after["estimator.py"], "estimator.py", "exec")
    report = advise_target(laboratory.target, laboratory.setting, quick=True)
    for advice in report.advice:
        assert advice.change is not None
        assert judge.is_rounding(advice.change), advice
    if report.together is not None:
        compile(report.together.texts["estimator.py"], "estimator.py", "exec")
        assert judge.is_rounding(report.together.change)
