"""Estimators to ask advice about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import whestdocs
from whestdocs.estimators.advice.reporting import Report
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.trials import Laboratory
from whestdocs.estimators.settings import setting
from whestdocs.estimators.targets import Target

WIDTH, DEPTH = 64, 3


HEAD = """\
import flopscope as flops
import flopscope.numpy as fnp
import numpy as np
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
"""


def in_predict(*lines: str) -> str:
    return HEAD + "    def predict(self, mlp, budget):\n" + "".join(f"        {x}\n" for x in lines)


#: Every ill that this half of the rules knows, each at its own line.
COVARIANCE = in_predict(
    "mu = fnp.zeros(mlp.width)",
    "cov = fnp.eye(mlp.width) + 0.01",
    "rows = []",
    "for w in mlp.weights:",
    "    mu_pre = w.T @ mu",
    '    cov_pre = fnp.einsum("ij,ia,jb->ab", cov, w, w)',
    '    var_pre = fnp.maximum(fnp.einsum("ii->i", cov_pre), 1e-12)',
    "    sigma = fnp.sqrt(var_pre)",
    "    alpha = mu_pre / sigma",
    "    pdf = flops.stats.norm.pdf(alpha)",
    "    cdf = flops.stats.norm.cdf(alpha)",
    "    mu = mu_pre * cdf + sigma * pdf",
    "    var = fnp.maximum(mu * (mu_pre - mu) + var_pre * cdf, 0.0)",
    "    gain = fnp.outer(cdf, cdf)",
    "    fnp.fill_diagonal(gain, var / var_pre)",
    "    cov = gain * cov_pre",
    "    rows.append(mu)",
    "return fnp.stack(rows, axis=0)",
)


def written(folder: Path, text: str) -> Path:
    """Write an estimator into a folder, and return its file."""
    path = folder / "estimator.py"
    path.write_text(text)
    return path


def laboratory_of(file: Path, width: int = 12, depth: int = 3, seed: int = 0) -> Laboratory:
    chosen = setting(round_tag="v2-phase2", width=width, depth=depth, seed=seed)
    return Laboratory(Target(file, None), chosen, chosen.installed())


def observed(file: Path, depth: int = 3) -> Subject:
    """Run an estimator, and return what rules look at."""
    found = laboratory_of(file, depth=depth).run({}, "values")
    assert found.profile.failure is None, found.profile.failure
    return Subject(found.profile, found.values)


def advise(path: Path, **options: Any) -> Report:
    values: dict[str, Any] = {"round_tag": "v2-phase2", "width": WIDTH, "depth": DEPTH}
    return whestdocs.advise(path, **(values | options))


def found(report: Report) -> dict[str, list[tuple[int, str]]]:
    """Return the lines and expressions of a report by kind."""
    kinds: dict[str, list[tuple[int, str]]] = {}
    for advice in report.advice:
        kinds.setdefault(advice.kind, []).append((advice.span.line, advice.span.source))
    return {kind: sorted(places) for kind, places in kinds.items()}


GOOD = in_predict(
    "x = fnp.abs(mlp.weights[0][0])",
    "rows = []",
    "for w in mlp.weights:",
    "    x = fnp.maximum(w.T @ x, 0.0)",
    "    rows.append(x)",
    "return fnp.stack(rows)",
)
