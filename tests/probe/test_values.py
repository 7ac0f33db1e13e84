"""Noting what expressions are changes nothing, and tells what they were."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support import zoo
from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.estimators.advice.source.noted_values import Value, values_from
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.trials import TrialRequest
from whestdocs.estimators.profiles import profile_from
from whestdocs.probe.recording.instrument import NOTE, instrument
from whestdocs.running.installing import prepare
from whestdocs.running.probes import Outcome

every_release = pytest.mark.parametrize("tag", ROUNDS)
every_estimator = pytest.mark.parametrize("path", zoo.GOOD, ids=zoo.name_of)


def requested(path: Path, task: str) -> TrialRequest:
    return TrialRequest(path, zoo.WIDTH, zoo.DEPTH, 0, zoo.BUDGET, task=task)


@cache
def observed(tag: str) -> dict[str, dict[str, Any]]:
    installed = prepare(ROUNDS[tag].release)
    requests = [requested(path, "values").document(installed) for path in zoo.GOOD]
    results = zoo.once(f"values-{tag}", lambda: zoo.run_inside(tag, requests))
    return dict(zip(map(zoo.name_of, zoo.GOOD), results, strict=True))


@every_release
@every_estimator
def test_noting_values_changes_neither_flops_nor_prediction(path: Path, tag: str) -> None:
    noted, plain = observed(tag)[zoo.name_of(path)], zoo.outcomes(tag)[zoo.name_of(path), "plain"]
    assert noted["failure"] is None
    for name in ("flops_used", "setup_flops", "other_flops", "class"):
        assert noted[name] == plain[name], name
    for name in ("shape", "dtype", "finite", "sha256"):
        assert noted["prediction"][name] == plain["prediction"][name], name
    assert noted["values"]


@every_estimator
def test_noting_values_leaves_charges_at_their_places(path: Path) -> None:
    noted = observed(CURRENT_TAG)[zoo.name_of(path)]
    recorded = zoo.outcomes(CURRENT_TAG)[zoo.name_of(path), "recording"]
    assert noted["charges"] == recorded["charges"]


EXAMPLE = """\
import flopscope as flops
import flopscope.numpy as fnp
import numpy as np
from whestbench import BaseEstimator

class Estimator(BaseEstimator):
    def setup(self, context):
        self.table = fnp.ones(3)

    def predict(self, mlp, budget):
        cov = fnp.eye(mlp.width, dtype=fnp.float32)
        total = fnp.zeros(mlp.width)
        rows = []
        for w in mlp.weights:
            cov_pre = fnp.einsum("ij,ia,jb->ab", cov, w, w)
            total = total + fnp.sum(w, axis=0)
            raw = np.asarray(w)
            same = w
            rows.append(total * 0.5)
        return fnp.stack(rows)
"""


@pytest.fixture(scope="module")
def value(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Value]:
    path = tmp_path_factory.mktemp("values") / "estimator.py"
    path.write_text(EXAMPLE)
    installed = prepare(ROUNDS[CURRENT_TAG].release)
    request = requested(path, "values")
    (result,) = zoo.run_inside(CURRENT_TAG, [request.document(installed)])
    assert result["failure"] is None
    profile = profile_from(Outcome(result, ""), request, CURRENT_TAG)
    subject = Subject(profile, values_from(result["values"]))

    def find(source: str) -> Value:
        nodes = [node for node in subject.expressions(ast.expr) if subject.source(node) == source]
        return next(found for node in nodes if (found := subject.value(node)).seen)

    return find


def test_a_value_tells_dtype_shape_and_tag(value: Callable[[str], Value]) -> None:
    (seen,) = value("fnp.eye(mlp.width, dtype=fnp.float32)").seen
    assert (seen.kind, seen.dtype, seen.shape) == ("array", "float32", (zoo.WIDTH, zoo.WIDTH))
    assert seen.symmetry is not None
    (seen,) = value("fnp.zeros(mlp.width)").seen
    assert (seen.kind, seen.dtype, seen.symmetry) == ("array", "float64", None)
    assert seen.is_double


def test_a_value_tells_raw_arrays_and_numbers_apart(value: Callable[[str], Value]) -> None:
    assert [seen.kind for seen in value("np.asarray(w)").seen] == ["numpy"]
    assert [(seen.kind, seen.number) for seen in value("mlp.width").seen] == [("number", zoo.WIDTH)]


def test_a_value_tells_how_often_and_when(value: Callable[[str], Value]) -> None:
    assert value("total * 0.5").count == zoo.DEPTH
    assert value("total * 0.5").predicting == zoo.DEPTH
    assert value("fnp.ones(3)").count == 1
    assert value("fnp.ones(3)").predicting == 0
    assert value("fnp.zeros(mlp.width)").order < value("fnp.sum(w, axis=0)").order


def test_a_value_tells_whether_it_is_the_same_object(value: Callable[[str], Value]) -> None:
    assert len(set(value("w").objects)) == zoo.DEPTH
    assert value("total * 0.5").objects != value("fnp.sum(w, axis=0)").objects


INSTRUMENTED = {
    "a method": "x.sum(axis=0)",
    "a call of super": "super().setup(context)",
    "a comprehension": "[a * b for a, b in zip(p, q) if a]",
    "a walrus": "(y := x + 1)",
    "slices": "x[:, None] * x[1:-1, ::2]",
    "a format": "f'{x + 1:{width}}'",
    "a lambda": "(lambda a, b=x: a + b)(1)",
    "a star": "f(*x, **y)",
    "a comparison": "a < b <= c",
}


@pytest.mark.parametrize("source", INSTRUMENTED.values(), ids=INSTRUMENTED.keys())
def test_what_is_instrumented_still_compiles_and_means_the_same(source: str) -> None:
    tree = ast.parse(source)
    numbers: list[Any] = []
    instrument(tree, lambda extent: numbers.append(extent) or len(numbers) - 1)
    compile(tree, "x.py", "exec")

    class Unwrap(ast.NodeTransformer):
        def visit_Call(self, call: ast.Call) -> ast.AST:
            self.generic_visit(call)
            is_note = isinstance(call.func, ast.Name) and call.func.id == NOTE
            return call.args[1] if is_note else call

    assert ast.dump(Unwrap().visit(tree)) == ast.dump(ast.parse(source))


def test_a_match_statement_and_decorators_are_left_alone() -> None:
    source = "@cache\ndef f(x: int) -> str:\n    match x:\n        case A.B: return x.y\n"
    tree = ast.parse(source)
    instrument(tree, lambda extent: 0)
    compile(tree, "x.py", "exec")
    assert "@cache" in ast.unparse(tree)
    assert "case A.B" in ast.unparse(tree)
    assert "x: int" in ast.unparse(tree)
