"""What several rules ask of an expression: its inputs, and where 64-bit numbers began."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.advice.subject import Subject
from whestdocs.advice.values import Value

NUMPY = "flopscope.numpy"
_GROUPS = (ast.List, ast.Tuple, ast.Starred, ast.keyword)


def inputs(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the expressions that an operation works on, those in lists of them one by one."""
    waiting: list[ast.AST] = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Call):
        waiting = [*node.args, *node.keywords]
        if isinstance(node.func, ast.Attribute):
            waiting.insert(0, node.func.value)
    while waiting:
        child = waiting.pop(0)
        if isinstance(child, _GROUPS):
            waiting = [*ast.iter_child_nodes(child), *waiting]
        elif isinstance(child, ast.expr):
            yield child


def is_operation(subject: Subject, node: ast.expr) -> bool:
    """Return whether an expression itself computes, rather than load or call the author's code."""
    if isinstance(node, (ast.BinOp, ast.UnaryOp)):
        return True
    if not isinstance(node, ast.Call):
        return False
    if subject.full_name(node).partition(".")[0] in ("flopscope", "numpy"):
        return True
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    value = None if receiver is None else subject.value(receiver)
    return value is not None and value.is_array


def is_double(value: Value | None) -> bool:
    """Return whether an expression was an array of 64-bit numbers when it was first evaluated.

    In a loop what comes later may be double by what the loop itself has made so.
    """
    if value is None:
        return False
    first = value.seen[0]
    return first.is_double and first.kind in ("array", "numpy")


def is_always_double(value: Value | None) -> bool:
    """Return whether an expression was an array of flopscope's and float64 every time."""
    return value is not None and value.is_array and value.dtypes == {"float64"}


def promotes(subject: Subject, node: ast.expr) -> bool:
    """Return whether 64-bit numbers begin at an operation: none of its inputs has them."""
    if not is_operation(subject, node) or not is_double(subject.value(node)):
        return False
    return not any(is_double(subject.value(found)) for found in inputs(node))


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """Return an argument of a call, by position or by name."""
    if position < len(call.args) and not any(
        isinstance(found, ast.Starred) for found in call.args[: position + 1]
    ):
        return call.args[position]
    return next((word.value for word in call.keywords if word.arg == name), None)


def with_keyword(subject: Subject, call: ast.Call, name: str, text: str) -> str:
    """Return the text of a call in which a keyword has another value, or is added."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return subject.with_parts(call, {keyword.value: text})
    inside = subject.source(call).rstrip()[:-1].rstrip()
    comma = "" if inside.endswith(("(", ",")) else ","
    space = "" if inside.endswith("(") else " "
    return f"{inside}{comma}{space}{name}={text})"
