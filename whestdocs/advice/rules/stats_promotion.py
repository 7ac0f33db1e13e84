"""Densities and distribution functions, which return float64 whatever they are given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.advice.candidate import Candidate
from whestdocs.advice.rules.inputs import NUMPY, argument, is_always_double, is_double
from whestdocs.advice.subject import Subject

_STATS = "flopscope.stats."
_PDF = f"{_STATS}norm.pdf"
_CDF = f"{_STATS}norm.cdf"


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield candidates for every such call whose result stays float64."""
    if subject.profile.weights_dtype != "float32":
        return
    for call in subject.expressions(ast.Call):
        name = subject.full_name(call)
        if not name.startswith(_STATS) or not is_always_double(subject.value(call)):
            continue
        if not _is_cast(subject, call):
            yield from _cast(subject, call, name)
        if name == _PDF:
            yield from _by_hand(subject, call)


def _uncast(subject: Subject, node: ast.expr) -> ast.expr | None:
    """Return x for ``x.astype(float64)`` of an x that is not, None for anything else.

    Where a variable is given, what it was set to just before is looked at.
    """
    if isinstance(node, ast.Name):
        node = _last_set(subject, node) or node
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr != "astype" or is_double(subject.value(node.func.value)):
        return None
    return node.func.value


def _last_set(subject: Subject, name: ast.Name) -> ast.expr | None:
    """Return what the one statement that sets a variable of this function sets it to."""
    function = subject.function(name)
    if function is None or isinstance(function, ast.Lambda):
        return None
    values = []
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id == name.id and isinstance(node.ctx, ast.Store):
            around = subject.parent(node)
            values.append(around.value if isinstance(around, ast.Assign) else None)
    return values[0] if len(values) == 1 else None


def _is_cast(subject: Subject, call: ast.Call) -> bool:
    around = subject.parent(call)
    return isinstance(around, ast.Attribute) and around.attr == "astype"


def _cast(subject: Subject, call: ast.Call, name: str) -> Iterator[Candidate]:
    """Yield the candidate that goes back to float32 at once."""
    float32 = subject.spelling(call, f"{NUMPY}.float32")
    if float32 is None:
        return
    text = f"{subject.source(call)}.astype({float32})"
    yield Candidate(
        kind="stats-promotion",
        span=subject.span(call),
        message=(
            f"`{name.removeprefix('flopscope.')}` returns float64 whatever it is given, and "
            "everything computed from it is billed as 64-bit. Go back to float32 at once."
        ),
        rewrite=text,
        edits=(subject.replaced(call, text),),
    )


def _by_hand(subject: Subject, call: ast.Call) -> Iterator[Candidate]:
    """Yield the candidate that writes the normal density in the dtype of its input."""
    exp = subject.spelling(call, f"{NUMPY}.exp")
    given = argument(call, 0, "x")
    if exp is None or given is None or len(call.args) + len(call.keywords) != 1:
        return
    single = _uncast(subject, given) or given
    if not isinstance(single, (ast.Name, ast.Attribute)):
        return  # It would be computed twice.
    x = subject.source(single)
    text = f"{exp}({x} * {x} * -0.5) * 0.3989422804014327"
    target: ast.expr = call
    around = subject.parent(call)
    if isinstance(around, ast.Attribute) and _is_cast(subject, call):
        cast = subject.parent(around)
        target = cast if isinstance(cast, ast.Call) else call
    yield Candidate(
        kind="stats-promotion",
        span=subject.span(call),
        message=(
            "`stats.norm.pdf` works in float64 whatever it is given. By hand it is one "
            "exponential function and three products in float32; the constant is "
            "1 / sqrt(2 pi)."
        ),
        rewrite=text,
        edits=(subject.replaced(target, text),),
    )
