"""What the first and the last layer need not work out, however the loop over layers is written.

Each estimator is rewritten by one rule, and has to predict the same for less on three networks.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.advised import laboratory_of, observed, written
from whestdocs.estimators.advice.rules import RULES
from whestdocs.estimators.advice.rules.rule import Candidate
from whestdocs.estimators.advice.source.edits import rewritten

pytestmark = [pytest.mark.xdist_group("labelled"), pytest.mark.usefixtures("forks")]

HEAD = """\
import flopscope.numpy as fnp
from whestbench import BaseEstimator

SCALE = 0.3989422804014327


def push(c, w):
    return fnp.einsum("ij,ia,jb->ab", c, w, w)


def rectify(pre):
    v = fnp.diagonal(pre)
    lacks = 0.09 * v
    return SCALE * fnp.sqrt(v), pre * 0.25 + fnp.diag(lacks)


class Estimator(BaseEstimator):
    def layer(self, c, w):
        pre = push(c, w)
        return rectify(pre)

    def predict(self, mlp, budget):
        weights, depth = mlp.weights, mlp.depth
        c = fnp.eye(mlp.width, dtype=fnp.float32)
        rows = []
"""
LAYER = """\
pre = fnp.einsum("ij,ia,jb->ab", c, w, w)
v = fnp.diag(pre)
c = pre * 0.25 + fnp.diag(v * 0.09)
"""
#: Loops, by what is special about them; each with whether the first pass can be told.
LOOPS: dict[str, tuple[str, bool]] = {
    "the append comes last": (
        f"for w in weights:\n{LAYER}rows.append(SCALE * fnp.sqrt(v))",
        True,
    ),
    "layers are counted": (
        f"for i in range(depth):\nw = weights[i]\n{LAYER}rows.append(SCALE * fnp.sqrt(v))",
        True,
    ),
    "layers are counted from one": (
        f"for i, w in enumerate(weights, 1):\n{LAYER}rows.append(SCALE * fnp.sqrt(v) + 0.0 * i)",
        True,
    ),
    "two things are gone through at once": (
        f"for i, w in zip(range(depth), weights):\n{LAYER}rows += [SCALE * fnp.sqrt(v) + 0 * i]",
        True,
    ),
    "layers are counted by hand": (
        f"i = 0\nwhile i < depth:\nw = weights[i]\n{LAYER}rows.append(SCALE * fnp.sqrt(v))\ni += 1",
        True,
    ),
    "a list is emptied": (
        f"left = list(weights)\nwhile left:\nw = left.pop(0)\n{LAYER}rows += [SCALE * fnp.sqrt(v)]",
        False,
    ),
    "the last update is left out already": (
        "for i, w in enumerate(weights):\npre = push(c, w)\nv = fnp.diag(pre)\n"
        "rows.append(SCALE * fnp.sqrt(v))\nif i < depth - 1:\n    c = pre * 0.25",
        True,
    ),
    "the last pass breaks": (
        "for w in weights:\npre = w.T @ c @ w\nrows.append(SCALE * fnp.sqrt(pre.diagonal()))\n"
        "if w is weights[-1]:\n    break\nc = pre * 0.25",
        True,
    ),
    "a function gets the product": (
        "for w in weights:\nrow, c = rectify(w.T @ c @ w)\nrows.append(row)",
        True,
    ),
    "a method does the layer": (
        "for w in weights:\nrow, c = self.layer(c, w)\nrows.append(row)",
        True,
    ),
    "the matrix is scaled before": (
        "for w in weights:\nhalf = c @ w\npre = w.T @ half\npre = 0.5 * (pre + pre.T)\n"
        "s = fnp.sqrt(fnp.einsum('ii->i', pre))\nr = pre / s[:, None] / s[None, :]\n"
        "rows.append(SCALE * s)\nc = (0.25 * r + 0.08 * r * r) * fnp.outer(s, s)",
        True,
    ),
}
#: Loops whose last pass needs all of the matrix.
WHOLE: dict[str, str] = {
    "the rows are summed": (
        "for w in weights:\npre = push(c, w)\n"
        "rows.append(fnp.sqrt(fnp.diag(pre)) + fnp.sum(pre, axis=0))\nc = pre * 0.25"
    ),
    "it is used after the loop": (
        "for w in weights:\npre = push(c, w)\nrows.append(fnp.sqrt(fnp.diag(pre)))\n"
        "c = pre * 0.25\nrows[0] = rows[0] + 0.001 * c[0]"
    ),
    "it is read by a function that is defined inside": (
        "def first():\n    return c[0]\nfor w in weights:\npre = push(c, w)\n"
        "rows.append(fnp.sqrt(fnp.diag(pre)) + 0.001 * first())\nc = pre * 0.25\n"
        "rows[0] = rows[0] + 0.001 * first()"
    ),
}


def _text(body: str) -> str:
    """Return the estimator with a loop; what follows its header is indented."""
    lines, indent = [], " " * 8
    for line in body.split("\n"):
        is_after = line.startswith("rows[0]")
        lines.append((" " * 8 if is_after else indent) + line)
        if line.startswith(("for ", "while ")):
            indent = " " * 12
    return HEAD + "\n".join(lines) + "\n        return fnp.stack(rows)\n"


def _candidates(file: Path, kind: str) -> list[Candidate]:
    subject = observed(file)
    return [found for rule in RULES for found in rule(subject) if found.kind == kind]


def _rewritten(file: Path, candidate: Candidate) -> dict[str, str]:
    texts = {file.name: file.read_text()}
    return rewritten(texts, candidate.edits)


def _check_cheaper_and_same(file: Path, candidate: Candidate) -> None:
    texts = _rewritten(file, candidate)
    for seed in range(3):
        laboratory = laboratory_of(file, seed=seed)
        before, after = laboratory.run({}), laboratory.run(texts)
        assert after.profile.failure is None, (after.profile.failure, texts)
        assert after.flops < before.flops
        assert before.change_to(after).relative < 1e-6


@pytest.mark.parametrize("name", LOOPS)
def test_the_last_layer_needs_the_diagonal_alone(tmp_path: Path, name: str) -> None:
    file = written(tmp_path, _text(LOOPS[name][0]))
    [candidate] = _candidates(file, "diagonal-only")
    _check_cheaper_and_same(file, candidate)


@pytest.mark.parametrize("name", [name for name, (_, is_told) in LOOPS.items() if is_told])
def test_the_first_layer_needs_no_identity(tmp_path: Path, name: str) -> None:
    file = written(tmp_path, _text(LOOPS[name][0]))
    for candidate in _candidates(file, "first-layer"):
        _check_cheaper_and_same(file, candidate)
        break
    else:
        pytest.fail("Nothing was proposed.")


@pytest.mark.parametrize("name", WHOLE)
def test_a_matrix_that_is_needed_whole_stays_whole(tmp_path: Path, name: str) -> None:
    file = written(tmp_path, _text(WHOLE[name]))
    assert not _candidates(file, "diagonal-only")


def test_what_was_rewritten_is_not_proposed_again(tmp_path: Path) -> None:
    file = written(tmp_path, _text(LOOPS["a method does the layer"][0]))
    for kind in ("diagonal-only", "first-layer"):
        [candidate] = _candidates(file, kind)
        file.write_text(_rewritten(file, candidate)[file.name])
        assert not _candidates(file, kind), file.read_text()
