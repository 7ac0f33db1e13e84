"""Densities and distribution functions, which return float64 whatever they are given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.mentions import assignments, bound, is_name
from whestdocs.estimators.advice.source.patterns import (
    NUMPY,
    argument,
    is_always_double,
    is_double,
    receiver,
)
from whestdocs.estimators.advice.source.subject import Subject

RULE = Rule("stats-promotion", "densities and distribution functions that return float64")
_CAST = (
    "`{}` returns float64 whatever it is given, and "
    "everything computed from it is billed as 64-bit. Go back to float32 at once."
)
_BY_HAND = (
    "`stats.norm.pdf` works in float64 whatever it is given. By hand it is one "
    "exponential function and three products in float32; the constant is "
    "1 / sqrt(2 pi)."
)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield candidates for every such call whose result stays float64."""
    if subject.profile.weights_dtype != "float32":
        return
    float32 = f"{NUMPY}.float32"
    for call in subject.expressions(ast.Call):
        name = subject.full_name(call).removeprefix("flopscope.")
        if not name.startswith("stats.") or not is_always_double(subject.value(call)):
            continue
        around, dtype = subject.parent(call), subject.spelling(call, float32)
        is_cast = isinstance(around, ast.Attribute) and around.attr == "astype"
        if not is_cast and dtype is not None:
            text = f"{subject.source(call)}.astype({dtype})"
            yield RULE.replacement(subject, call, _CAST.format(name), text)
        text = _by_hand(subject, call) if name == "stats.norm.pdf" else ""
        if text:
            cast = subject.parent(around) if is_cast and around is not None else None
            target = cast if isinstance(cast, ast.Call) else call
            yield RULE.candidate(subject, call, _BY_HAND, text, subject.replaced(target, text))


def _by_hand(subject: Subject, call: ast.Call) -> str:
    """Return the normal density in the dtype of its input, "" if that would be computed twice."""
    exp, given = subject.spelling(call, f"{NUMPY}.exp"), argument(call, 0, "x")
    if exp is None or given is None or len(call.args) + len(call.keywords) != 1:
        return ""
    single = _uncast(subject, given) or given
    if not isinstance(single, (ast.Name, ast.Attribute)):
        return ""
    x = subject.source(single)
    return f"{exp}({x} * {x} * -0.5) * 0.3989422804014327"


def _uncast(subject: Subject, node: ast.expr) -> ast.expr | None:
    """Return x for ``x.astype(float64)`` of an x that is not, None for anything else.

    Where a variable is given, what the only statement that sets it sets it to is looked at.
    """
    function = subject.function(node)
    if isinstance(node, ast.Name) and function is not None:
        values = [value for target, value in assignments(function) if is_name(target, node.id)]
        bindings = [one for one in ast.walk(function) if is_name(one, node.id) and bound(one)]
        node = values[0] if len(values) == len(bindings) == 1 else node
    owner = receiver(node)
    if owner is None or is_double(subject.value(owner)):
        return None
    return owner if node.func.attr == "astype" else None  # type: ignore[attr-defined]
