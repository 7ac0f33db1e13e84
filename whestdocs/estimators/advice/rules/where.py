"""Choices by a mask: a maximum, or a product with the mask, does the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.mentions import assignments, last_name, mentioned
from whestdocs.estimators.advice.source.patterns import (
    arguments,
    constant,
    function,
    is_called,
    is_charged,
)
from whestdocs.estimators.advice.source.subject import Subject

RULE = Rule("where", "a three-way `where` in place of `maximum`")
_MAXIMUM = (
    "This takes the {one} of two, which is one operation: it needs neither a mask nor `where`."
)
_MASK = "`where` moves elements. A product with the mask sets the same ones to zero."
_CAST = "`where` moves elements. Cast the mask: True becomes one, and False zero."
_LARGER, _SMALLER = (ast.Gt, ast.GtE), (ast.Lt, ast.LtE)
#: What may make an infinity or a NaN, which no product with False removes.
_WILD = frozenset(
    {"log", "log2", "log10", "log1p", "sqrt", "exp", "expm1", "power", "divide", "reciprocal"}
    | {"true_divide", "arccos", "arcsin", "arctanh", "tan", "sinh", "cosh", "inv", "solve"}
    | {"float_power"}
)
#: What to write, and why.
_Made = tuple[str, str]


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each choice that arithmetic can make."""
    for call in subject.expressions(ast.Call):
        if not (is_called(subject, call, "where") and is_charged(subject, call)):
            continue
        found = arguments(call, "condition", "x", "y")
        if len(found) == 3:
            choice = (subject, found["condition"], found["x"], found["y"])
            made = _extremum(*choice) or _cast(*choice) or _masked(*choice)
            if made is not None:
                text, message = made
                yield RULE.replacement(subject, call, message, text)


def _extremum(
    subject: Subject, condition: ast.expr, chosen: ast.expr, otherwise: ast.expr
) -> _Made | None:
    """Return ``maximum(a, b)`` for ``where(a > b, a, b)``, and whatever is like it."""
    if not isinstance(condition, ast.Compare) or len(condition.ops) != 1:
        return None
    left, right = condition.left, condition.comparators[0]
    order = type(condition.ops[0])
    if order not in _LARGER + _SMALLER:
        return None
    is_straight = _is_equal(subject, left, chosen) and _is_equal(subject, right, otherwise)
    is_crossed = _is_equal(subject, left, otherwise) and _is_equal(subject, right, chosen)
    if not (is_straight or is_crossed):
        return None
    is_maximum = (order in _LARGER) == is_straight
    name = function(subject, condition, "maximum" if is_maximum else "minimum")
    # A NaN, which `where` may be there to replace, would stay one.
    if name is None or not (_is_tame(subject, left) and _is_tame(subject, right)):
        return None
    both = ("0.0" if _is_zero(subject, side) else subject.source(side) for side in (left, right))
    return f"{name}({', '.join(both)})", _MAXIMUM.format(one="larger" if is_maximum else "smaller")


def _cast(
    subject: Subject, condition: ast.expr, chosen: ast.expr, otherwise: ast.expr
) -> _Made | None:
    """Return ``mask.astype(float32)`` for ``where(mask, 1.0, 0.0)``."""
    dtype = function(subject, condition, "float32")
    if constant(chosen) != 1 or constant(otherwise) != 0 or dtype is None:
        return None
    if not _is_mask(subject, condition):
        return None
    return f"{subject.operand(condition)}.astype({dtype})", _CAST


def _masked(
    subject: Subject, condition: ast.expr, chosen: ast.expr, otherwise: ast.expr
) -> _Made | None:
    """Return ``mask * x`` for ``where(mask, x, 0)``."""
    if not _is_zero(subject, otherwise) or not _is_mask(subject, condition):
        return None
    if not subject.value(chosen).is_array or not _is_tame(subject, chosen):
        return None
    return f"{subject.operand(condition)} * {subject.operand(chosen)}", _MASK


def _is_mask(subject: Subject, condition: ast.expr) -> bool:
    value = subject.value(condition)
    return value.is_array and value.dtypes == {"bool"}


def _is_equal(subject: Subject, one: ast.expr, other: ast.expr) -> bool:
    if _is_zero(subject, one) and _is_zero(subject, other):
        return True
    number = constant(one)
    if number is not None:
        return number == constant(other)
    return ast.unparse(one) == ast.unparse(other)


def _is_zero(subject: Subject, node: ast.expr) -> bool:
    return constant(node) == 0 or is_called(subject, node, "zeros", "zeros_like")


def _is_tame(subject: Subject, node: ast.expr) -> bool:
    """Return whether nothing in sight can have made an entry infinite or no number.

    Such entries may be what the mask is there for: it guards against them in networks that
    this run does not see.
    """
    function = subject.function(node)
    bindings = [] if function is None else list(_bindings(function))
    pending, known = [node], {node}
    while pending:
        for part in ast.walk(pending.pop()):
            if _may_be_wild(part):
                return False
            if isinstance(part, ast.Name):
                made = {value for names, value in bindings if part.id in names} - known
                known |= made
                pending += made
    return True


def _bindings(function: ast.AST) -> Iterator[tuple[set[str], ast.expr]]:
    """Yield the variables that each statement of a function binds, with what it binds them to."""
    yield from ((mentioned(target), value) for target, value in assignments(function))
    for node in ast.walk(function):
        if isinstance(node, ast.AugAssign):
            yield mentioned(node.target), node.value


def _may_be_wild(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.Pow)):
        return constant(node.right) is None
    return isinstance(node, ast.Call) and last_name(node.func) in _WILD
