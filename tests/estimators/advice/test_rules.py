"""What each algebraic rule writes in place of what, and what it leaves alone.

All snippets run once, each in a function of its own of one estimator.
"""

from __future__ import annotations

import ast
import textwrap

import pytest

from tests.support.advised import observed, written
from whestdocs.estimators.advice.rules import (
    association,
    diag_matmul,
    diagonal_only,
    gather,
    power,
    sandwich,
    trace_product,
    where,
)
from whestdocs.estimators.advice.rules.rule import Candidate
from whestdocs.estimators.advice.source.edits import rewritten

pytestmark = [pytest.mark.xdist_group("labelled"), pytest.mark.usefixtures("forks")]
RULES = (power, where, gather, sandwich, diag_matmul, trace_product, association, diagonal_only)

#: Each with the kind and the rewrite that it is given, or None.
SNIPPETS: list[tuple[str, str | None, str | None]] = [
    ("return x**2", "power", "x * x"),
    ("return x ** -2", "power", "1.0 / (x * x)"),
    ("return (x + 1.0) ** 2", "power", "fnp.square(x + 1.0)"),
    ("return (x + 1.0) ** 3", "power", "(base := x + 1.0) * base * base"),
    ("return (x + 1.0) ** 4.0", "power", "fnp.square(fnp.square(x + 1.0))"),
    ("return fnp.abs(x) ** (1 / 2)", "power", "fnp.sqrt(fnp.abs(x))"),
    ("return fnp.abs(x) ** (-1 / 2)", "power", "1.0 / fnp.sqrt(fnp.abs(x))"),
    ("return (x @ w + 3.0) ** -1", "power", "1.0 / (x @ w + 3.0)"),
    ("return fnp.abs(x) ** 1.5", "power", "(base := fnp.abs(x)) * fnp.sqrt(base)"),
    ("return fnp.power(x=x, y=2)", "power", "x * x"),
    ("return fnp.power(y=2, x=x)", "power", "x * x"),
    ("return fnp.where(x > 0, y=0, x=x)", "where", "fnp.maximum(x, 0.0)"),
    ("return fnp.matmul(b=v, a=fnp.matmul(w, u))", "association", "w @ (u @ v)"),
    ("base = 2.0\nreturn (x * base) ** 3", "power", "(base_ := x * base) * base_ * base_"),
    ("return [y for y in [(x + 1.0) ** 3]][0]", None, None),
    ("return [(y + 1.0) ** 3 for y in [x]][0]", "power", "(base := y + 1.0) * base * base"),
    ("k = 2\nreturn x**k", None, None),
    ("return 2.0 ** fnp.abs(v)", None, None),
    ("return x.shape[0] ** 2 * v", None, None),
    ("return fnp.where(x > 0, x, 0)", "where", "fnp.maximum(x, 0.0)"),
    ("return fnp.where(0 < x, x, 0.0)", "where", "fnp.maximum(0.0, x)"),
    ("return fnp.where(x < 0, x, 0)", "where", "fnp.minimum(x, 0.0)"),
    ("return fnp.where(x <= v, v, x)", "where", "fnp.maximum(x, v)"),
    ("return fnp.where(x > v, v, x)", "where", "fnp.minimum(x, v)"),
    ("return fnp.where(x > 1.0, x * 2.0, 0)", "where", "(x > 1.0) * (x * 2.0)"),
    ("return fnp.where(x > 1.0, 1.0, 0.0)", "where", "(x > 1.0).astype(fnp.float32)"),
    ("return fnp.where(x > 1.0, v, x)", None, None),
    ("return fnp.where(x > 1.0, 1.0 / x, 0.0)", None, None),
    ("y = 1.0 / x\nreturn fnp.where(x > 1.0, y, 0.0)", None, None),
    ("return fnp.where(x, v, 0.0)", None, None),
    ("return w[idx][:, idx]", "gather", "w[fnp.ix_(idx, idx)]"),
    ("return w[:, idx][idx, :]", "gather", "w[fnp.ix_(idx, idx)]"),
    ("rows = w[idx]\nreturn rows[:, other]", "gather", "w[fnp.ix_(idx, other)]"),
    ("return fnp.take(w, idx, axis=0)[:, other]", "gather", "w[fnp.ix_(idx, other)]"),
    ("return x[fnp.arange(2, 6)]", "gather", "x[2:6]"),
    ("return x[:, fnp.arange(0, 8, 2)]", "gather", "x[:, :8:2]"),
    ("return x[[3, 4, 5]]", "gather", "x[3:6]"),
    ("some = fnp.arange(4)\nreturn x[some]", "gather", "x[:4]"),
    ("return fnp.take(x, range(4), axis=1)", "gather", "x[:, :4]"),
    ("n = len(w)\nreturn w[fnp.arange(n), fnp.arange(n)]", "gather", "fnp.diagonal(w)"),
    ("return fnp.sum(x[x > 0.5])", "gather", "fnp.sum(x, where=x > 0.5)"),
    ("return x[x > 0.5].mean()", "gather", "fnp.mean(x, where=x > 0.5)"),
    ("return x[keep].sum(axis=0)", "gather", "fnp.sum(x, axis=0, where=keep[:, None])"),
    ("return x[[3, 5, 4]]", None, None),
    ("return w[fnp.arange(4), idx[:4]]", None, None),
    ("return w[idx]", None, None),
    ("return fnp.sum(x[keep], axis=1)", None, None),
    ("return w.T @ c @ w", "sandwich", 'fnp.einsum("ij,ia,jb->ab", c, w, w)'),
    ("return w @ c @ w.T", "sandwich", 'fnp.einsum("ij,ai,bj->ab", c, w, w)'),
    ("wt = w.T\nreturn wt @ (c @ w)", "sandwich", 'fnp.einsum("ij,ia,jb->ab", c, w, w)'),
    ("part = c @ w\nreturn w.T @ part", "sandwich", 'fnp.einsum("ij,ia,jb->ab", c, w, w)'),
    ("return x.T @ x", "sandwich", 'fnp.einsum("ki,kj->ij", x, x)'),
    ("return x @ x.T / 2.0", "sandwich", 'fnp.einsum("ik,jk->ij", x, x)'),
    (
        'return fnp.einsum("ai,ij,jb->ab", w.T, c, w)',
        "sandwich",
        'fnp.einsum("ia,ij,jb->ab", w, c, w)',
    ),
    ("return w.T @ c @ u", None, None),
    ("return fnp.diag(v) @ w", "diag-matmul", "v[:, None] * w"),
    ("return w @ fnp.diag(v)", "diag-matmul", "w * v"),
    ("return fnp.diag(v) @ (w @ u)", "diag-matmul", "v[:, None] * (w @ u)"),
    ("return fnp.diag(v + 1.0) @ v", "diag-matmul", "(v + 1.0) * v"),
    ("d = fnp.diag(v)\nreturn d @ w @ d", "diag-matmul", "v[:, None] * w * v"),
    ("return fnp.diag(w) @ u", None, None),
    ("return fnp.diag(v) + w", None, None),
    ("return fnp.trace(w @ u)", "trace-product", 'fnp.einsum("ij,ji->", w, u)'),
    ("return fnp.trace(w.T @ u)", "trace-product", 'fnp.einsum("ij,ij->", w, u)'),
    ("return fnp.trace(w @ c @ w.T)", "trace-product", 'fnp.einsum("ij,ij->", (w @ c), w)'),
    ('return fnp.einsum("ii", w @ u)', "trace-product", 'fnp.einsum("ij,ji->", w, u)'),
    ("return (w @ u).diagonal().sum()", "trace-product", 'fnp.einsum("ij,ji->", w, u)'),
    ("return fnp.trace(w)", None, None),
    ("return w @ u @ v", "association", "w @ (u @ v)"),
    ("return v @ (w @ u)", "association", "v @ w @ u"),
    ("return fnp.dot(w, u) @ v", "association", "w @ (u @ v)"),
    ("p = w @ u\nreturn p @ v", "association", "w @ (u @ v)"),
    ("return w @ (u @ v)", None, None),
    ("return w @ u @ w", None, None),
    ("p = w @ u\nreturn p @ v + p[0]", None, None),
    ("p = w @ u\nw = u\nreturn p @ w[0]", None, None),
    ("return fnp.diag(w @ u)", "diagonal-only", 'fnp.einsum("ij,ji->i", w, u)'),
    ("return fnp.diag(x.T @ x / 2.0)", "diagonal-only", "fnp.sum(x * x, axis=0) / 2.0"),
    ("return fnp.diag(w.T @ c @ w)", "diagonal-only", "fnp.sum(w * (c @ w), axis=0)"),
    ("return (w @ c @ w.T).diagonal()", "diagonal-only", "fnp.sum((w @ c) * w, axis=1)"),
    (
        'p = fnp.einsum("ki,kj->ij", w, u)\nreturn fnp.diag(p) * fnp.diagonal(p)',
        "diagonal-only",
        'fnp.einsum("ki,ki->i", w, u)',
    ),
    ("p = w @ u\nreturn fnp.diag(p) + p[0]", None, None),
    ("return fnp.diag(w @ u, k=1)", None, None),
]

HEAD = """\
import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        w, u = mlp.weights[:2]
        x = fnp.random.default_rng(mlp.seed).standard_normal((12, mlp.width), dtype=fnp.float32)
        v, keep = x[0] * 1.0, x[:, 0] > 0.0
        c = fnp.einsum("ki,kj->ij", x, x)
        idx, other = fnp.argsort(v)[:4], fnp.argsort(v)[4:9]
        for function in FUNCTIONS:
            function(x, w, u, v, c, idx, other, keep)
        return fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32)


"""


def _estimator() -> tuple[str, list[range]]:
    """Return the estimator's text, and the lines of each snippet's function."""
    text, lines = HEAD, []
    for number, (snippet, _, _) in enumerate(SNIPPETS):
        start = text.count("\n") + 1
        text += f"def function_{number}(x, w, u, v, c, idx, other, keep):\n"
        text += textwrap.indent(snippet, "    ") + "\n\n\n"
        lines.append(range(start, text.count("\n") + 1))
    names = ", ".join(f"function_{number}" for number in range(len(SNIPPETS)))
    return f"{text}FUNCTIONS = [{names}]\n", lines


TEXT, LINES = _estimator()


@pytest.fixture(scope="module")
def candidates(tmp_path_factory: pytest.TempPathFactory) -> list[Candidate]:
    """What all rules propose for all snippets."""
    file = written(tmp_path_factory.mktemp("snippets"), TEXT)
    subject = observed(file, depth=2)
    return [candidate for rule in RULES for candidate in rule.find(subject)]


@pytest.mark.parametrize("number", range(len(SNIPPETS)), ids=[s[0] for s in SNIPPETS])
def test_rules_write_what_is_expected(candidates: list[Candidate], number: int) -> None:
    _, kind, rewrite = SNIPPETS[number]
    proposed = {
        (candidate.kind, candidate.rewrite)
        for candidate in candidates
        if candidate.span.line in LINES[number]
    }
    if kind is None:
        assert not proposed
    else:
        assert (kind, rewrite) in proposed


def test_every_rewrite_is_valid_python(candidates: list[Candidate]) -> None:
    assert len(candidates) >= sum(kind is not None for _, kind, _ in SNIPPETS)
    for candidate in candidates:
        ast.parse(candidate.rewrite)
        [after] = rewritten({"estimator.py": TEXT}, candidate.edits).values()
        compile(after, "estimator.py", "exec")
