"""Advice is what was measured: savings, changes, places, and nothing where nothing is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import whestdocs
from tests.support.advised import (
    COVARIANCE,
    DEPTH,
    GOOD,
    HEAD,
    WIDTH,
    advise,
    found,
    in_predict,
    written,
)
from whestdocs.estimators.advice.reporting import ALONE, ON_TOP, WITH_OTHERS, Advice, Report
from whestdocs.estimators.advice.rules import KINDS
from whestdocs.estimators.profiling import EstimatorError

pytestmark = [pytest.mark.xdist_group("labelled"), pytest.mark.usefixtures("forks")]


SAMPLING = in_predict(
    "count = 8 * mlp.width",
    "points = fnp.exp(fnp.linspace(0.0, 1.0, 40 * count)) * 0.0",
    "rng = fnp.random.default_rng(mlp.seed)",
    "x = rng.normal(size=(count, mlp.width)).astype(fnp.float32)",
    "rows = []",
    "for w in mlp.weights:",
    "    x = fnp.maximum((x @ w).astype(fnp.float32), 0.0).copy()",
    "    rows.append(fnp.mean(x, axis=0))",
    "return fnp.stack(rows) + float(fnp.sum(points))",
)


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Report]:
    reports: dict[str, Report] = {}

    def find(text: str) -> Report:
        if text not in reports:
            path = written(tmp_path_factory.mktemp("advice"), text)
            reports[text] = advise(path)
            assert path.read_text() == text  # Nothing is changed on disk.
        return reports[text]

    return find


def one(report: Report, kind: str) -> Advice:
    (advice,) = [advice for advice in report.advice if advice.kind == kind]
    return advice


def rerun(report: Report, path: Path) -> int:
    """Return what the rewritten estimator costs when it is profiled as a file of its own."""
    assert report.together is not None
    path.write_text(report.together.texts["estimator.py"])
    options: Any = {"round_tag": report.profile.round_tag, "width": WIDTH, "depth": DEPTH}
    return whestdocs.profile(path, **options).flops_used


def test_the_origins_are_named_and_not_what_follows_from_them(of: Any) -> None:
    kinds = found(of(COVARIANCE))
    assert kinds["float64"][-1] == (10, "fnp.eye(mlp.width)")
    assert {line for line, _ in kinds["float64"]} <= {9, 10}
    assert kinds["stats-promotion"] == [
        (18, "flops.stats.norm.pdf(alpha)"),
        (19, "flops.stats.norm.cdf(alpha)"),
    ]


def test_the_operation_that_lost_the_tag_is_named_and_no_later_one(of: Any) -> None:
    advice = one(of(COVARIANCE), "symmetry-lost")
    assert (advice.span.line, advice.span.source) == (
        23,
        "fnp.fill_diagonal(gain, var / var_pre)",
    )
    assert "fnp.diag(" in advice.rewrite


def test_what_saves_only_with_others_says_so(of: Any) -> None:
    bases = {advice.span.line: advice.basis for advice in of(COVARIANCE).advice}
    assert bases[23] == ALONE
    assert bases[18] == bases[19] == WITH_OTHERS


@pytest.mark.parametrize(
    ("text", "part"), [(COVARIANCE, 1 / 2), (SAMPLING, 1)], ids=["covariance", "sampling"]
)
def test_the_rewritten_estimator_costs_what_was_said(
    of: Any, text: str, part: float, tmp_path: Path
) -> None:
    report = of(text)
    assert report.together.flops == rerun(report, tmp_path / "rewritten.py")
    assert report.together.flops < part * report.profile.flops_used


def bill(path: Path, text: str) -> int:
    """Return what an estimator of this text spends."""
    path.write_text(text)
    return whestdocs.profile(path, round_tag="v2-phase2", width=WIDTH, depth=DEPTH).flops_used


def followed(text: str, advice: Advice) -> str:
    """Return a text with one piece of advice followed by hand."""
    lines = text.split("\n")
    line = lines[advice.span.line - 1]
    lines[advice.span.line - 1] = line.replace(advice.span.source, advice.rewrite)
    return "\n".join(lines)


def test_a_saving_is_the_difference_of_two_bills(tmp_path: Path) -> None:
    text = in_predict(
        "x = fnp.stack([w[0] for w in mlp.weights])",
        "return x**2",
    )
    path = tmp_path / "estimator.py"
    expected = bill(path, text) - bill(path, text.replace("x**2", "x * x"))
    path.write_text(text)
    (power,) = advise(path).advice
    assert (power.kind, power.basis, power.saving) == ("power", ALONE, expected)


def test_a_saving_with_others_is_what_the_bill_lacks_when_only_they_are_followed(
    tmp_path: Path,
) -> None:
    text = in_predict(
        "a = fnp.full((mlp.depth, mlp.width), float(mlp.weights[0][1, 1]))",
        "b = fnp.full((mlp.depth, mlp.width), float(mlp.weights[0][0, 0]))",
        "for _ in range(20):",
        "    c = a * b",
        "return c",
    )
    path = tmp_path / "estimator.py"
    path.write_text(text)
    found = [advice for advice in advise(path).advice if advice.kind == "float64"]
    first, second = sorted(found, key=lambda advice: advice.span.line)
    both = bill(path, followed(followed(text, first), second))
    assert first.basis == second.basis == WITH_OTHERS
    assert first.saving == bill(path, followed(text, second)) - both
    assert second.saving == bill(path, followed(text, first)) - both


def test_the_prediction_moves_by_rounding_only(of: Any) -> None:
    report = of(COVARIANCE)
    assert 0 < report.rounding.relative < 1e-5
    assert all(advice.change.relative < 1e-5 for advice in report.advice)
    assert one(report, "symmetry-lost").change.relative < 1e-12


def test_draws_in_another_dtype_are_noise_and_said_to_be(of: Any) -> None:
    advice = one(of(SAMPLING), "rng-dtype")
    assert advice.draws_anew
    assert advice.rewrite == "rng.standard_normal((count, mlp.width), dtype=fnp.float32)"
    assert advice.change.relative > 1e-3


def test_casts_and_copies_that_do_nothing_are_named(of: Any) -> None:
    sources = {source for _, source in found(of(SAMPLING))["movement"]}
    assert "(x @ w).astype(fnp.float32)" in sources
    assert any(source.endswith(".copy()") for source in sources)


def test_work_that_is_the_same_for_every_network_moves_to_setup(of: Any) -> None:
    report = of(SAMPLING)
    advice = one(report, "setup")
    assert advice.span.line == 10
    text = report.together.texts["estimator.py"]
    assert "def setup(self, context):\n        count = 8 * context.width\n" in text
    assert "points = self._points" in text


def test_advice_is_sorted_by_saving_and_written_by_the_contract(of: Any) -> None:
    document = json.loads(json.dumps(of(COVARIANCE).document()))
    assert document["schema"] == "whestdocs.advice/1"
    savings = [advice["saving"] for advice in document["advice"]]
    assert savings == sorted(savings, reverse=True)
    names = {"kind", "file", "line", "column", "saving", "measured", "rewrite", "message"}
    for advice in document["advice"]:
        assert names <= set(advice)
        assert advice["kind"] in KINDS
        assert advice["measured"] is (advice["prediction_change"] is not None)
        assert advice["file"] == "estimator.py"
    assert document["together"]["saving"] == (
        document["flops_used"] - document["together"]["flops_used"]
    )


def test_good_code_gets_no_advice(of: Any) -> None:
    report = of(GOOD)
    assert report.advice == ()
    assert report.warnings == ()
    assert report.together is None
    assert report.reason is None


def test_where_float64_is_not_billed_it_is_no_ill(tmp_path: Path) -> None:
    report = advise(written(tmp_path, COVARIANCE), round_tag="v1-warmup")
    assert not {"float64", "stats-promotion", "rng-dtype"} & found(report).keys()


def test_float64_that_is_needed_stays(of: Any) -> None:
    report = of(
        in_predict(
            "x = fnp.ones(mlp.width, dtype=fnp.float32)",
            "huge = fnp.full(mlp.width, 1e200)",
            "rows = [((w.T @ (x * huge)) * 1e-200).astype(fnp.float32) for w in mlp.weights]",
            "return fnp.stack(rows)",
        )
    )
    assert report.advice == ()


def test_a_draw_from_a_generator_of_the_network_stays_in_predict(of: Any) -> None:
    report = of(
        in_predict(
            "rng = fnp.random.default_rng(mlp.seed)",
            "x = rng.standard_normal((500, mlp.width), dtype=fnp.float32)",
            "rows = [fnp.mean(x @ w, axis=0) for w in mlp.weights]",
            "return fnp.stack(rows)",
        )
    )
    assert "setup" not in found(report)


def test_an_estimator_that_predicts_something_else_in_every_run_is_still_measured(of: Any) -> None:
    report = of(
        in_predict(
            "rng = fnp.random.default_rng()",
            "x = rng.standard_normal((4000, mlp.width))",
            "rows = [fnp.mean(fnp.maximum(x @ w, 0.0), axis=0) for w in mlp.weights]",
            "return fnp.stack(rows)",
        )
    )
    assert report.rounding is None
    assert one(report, "rng-dtype").saving > 0.4 * report.profile.flops_used


def test_an_estimator_whose_bill_changes_from_run_to_run_gets_a_reason(of: Any) -> None:
    report = of(
        in_predict(
            "import os",
            "x = fnp.ones(mlp.width + int.from_bytes(os.urandom(2)))[: mlp.width]",
            "return fnp.stack([x for w in mlp.weights])",
        )
    )
    assert report.advice == ()
    assert "One run took" in report.reason


def test_an_estimator_that_looks_at_itself_is_advised_on_or_left_alone(of: Any) -> None:
    report = of(
        in_predict(
            "x = fnp.ones(mlp.width)",
            "names = sorted(locals())",
            "assert names == ['budget', 'mlp', 'self', 'x']",
            "rows = [w.T @ x for w in mlp.weights]",
            "return fnp.stack(rows)",
        )
    )
    assert found(report) == {"float64": [(9, "fnp.ones(mlp.width)")]}


def test_a_helper_module_is_advised_on_at_its_own_place(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text(
        "import flopscope.numpy as fnp\n\n\ndef start(width):\n    return fnp.ones(width)\n"
    )
    path = tmp_path / "estimator.py"
    path.write_text(
        HEAD.replace("import numpy as np", "from helper import start")
        + "    def predict(self, mlp, budget):\n        x = start(mlp.width)\n"
        "        return fnp.stack([w.T @ x for w in mlp.weights])\n"
    )
    (advice,) = advise(path).advice
    assert (advice.span.file, advice.span.line) == ("helper.py", 5)
    assert advice.rewrite == "fnp.ones(width, dtype=fnp.float32)"


def test_what_is_found_on_top_of_other_advice_is_placed_in_the_authors_file(of: Any) -> None:
    text = in_predict(
        "x = fnp.ones((mlp.width, mlp.width))",
        "scale = np.float64(2.0)",
        "rows = []",
        "for w in mlp.weights:",
        "    x = (x @ w) * scale",
        "    rows.append(fnp.mean(x, axis=0))",
        "return fnp.stack(rows)",
    )
    report = of(text)
    scaled = [advice for advice in report.advice if "scale" in advice.span.source]
    assert [advice.span.line for advice in scaled] == [13]
    assert scaled[0].basis == ON_TOP


def test_a_failing_estimator_is_an_error_with_what_it_spent(tmp_path: Path) -> None:
    path = tmp_path / "estimator.py"
    path.write_text(in_predict("fnp.ones(mlp.width) * 2", "raise ValueError('no')"))
    with pytest.raises(EstimatorError, match=r"estimator\.py:10: .*ValueError: no") as caught:
        advise(path)
    assert caught.value.profile.flops_used > 0
