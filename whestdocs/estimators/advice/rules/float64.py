"""64-bit numbers that arrive unasked: the first expression that made them.

Whatever is computed with a float64 array is float64 too, and billed double by newer
releases. So only the expressions are named at which it begins; what follows from them is
cured with them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.mentions import last_name
from whestdocs.estimators.advice.source.patterns import (
    NUMPY,
    argument,
    inputs,
    is_double,
    is_operation,
    with_keyword,
)
from whestdocs.estimators.advice.source.subject import Subject

RULE = Rule("float64", "64-bit numbers that you did not ask for")
_FOLLOWS = "everything computed from it is billed as 64-bit"
_UNTOLD = f"`{{}}` names no dtype, so it is {{}}, and {_FOLLOWS}. Ask for float32."
_TOLD = f"`{{}}` asks for {{}}, and {_FOLLOWS}. Ask for float32."
_SCALAR = (
    "{} {} with a dtype, so that arrays it meets become float64, and "
    f"{_FOLLOWS}. A Python number leaves arrays as they are."
)
_INTEGERS = (
    f"`{{}}` is {{}}, which with float32 makes float64, and {_FOLLOWS}. Make it float32 first."
)
#: Functions that make arrays of float64, or of 64-bit integers, unless they are told not to, or
#: sum booleans and integers in 64 bits; with the position of their parameter ``dtype``.
_SUMS = {"sum": 2, "mean": 2, "prod": 2, "cumsum": 2, "var": 2, "std": 2}
_POSITIONS = {
    **{"zeros": 1, "ones": 1, "empty": 1, "full": 2, "eye": 3, "identity": 1, "tri": 3},
    **{"arange": 3, "linspace": 5, "logspace": 5, "geomspace": 4},
    **{"array": 1, "asarray": 1, "ascontiguousarray": 1},
    **{"zeros_like": 1, "ones_like": 1, "full_like": 2, "empty_like": 1},
    **_SUMS,
    **{"astype": 0},
}
#: Samplers and densities have rules of their own.
_OTHERS = ("flopscope.stats.", f"{NUMPY}.random.", "flopscope.random.")


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each expression at which 64-bit numbers begin."""
    if subject.profile.weights_dtype != "float32":
        return
    for node in subject.expressions(ast.expr):
        if not isinstance(node, (ast.Call, ast.BinOp)) or not _begins_here(subject, node):
            continue
        if isinstance(node, ast.Call):
            if not subject.full_name(node).startswith(_OTHERS):
                yield from _with_dtype(subject, node)
                yield from _as_numbers(subject, node)
        else:
            yield from _as_numbers(subject, node)
            yield from _integers_first(subject, node)


def _begins_here(subject: Subject, node: ast.expr) -> bool:
    """Return whether 64-bit numbers begin at an operation: none of its inputs has them."""
    if not is_operation(subject, node) or not is_double(subject.value(node)):
        return False
    return not any(is_double(subject.value(found)) for found in inputs(node))


def _with_dtype(subject: Subject, call: ast.Call) -> Iterator[Candidate]:
    """Yield the candidate that tells a function which dtype to make."""
    float32 = subject.spelling(call, f"{NUMPY}.float32")
    name = subject.full_name(call)
    function = name.rpartition(".")[2] or last_name(call.func)
    if float32 is None or function not in _POSITIONS:
        return
    is_method = not name and function in _SUMS
    dtype = argument(call, _POSITIONS[function] - is_method, "dtype")
    dtypes = (seen.dtype for seen in subject.value(call).seen if seen.is_double)
    made = next(dtypes, None) or "float64"
    if dtype is None:
        message, text = _UNTOLD, with_keyword(subject, call, "dtype", float32)
    else:
        message, text = _TOLD, subject.with_parts(call, {dtype: float32})
    message = message.format(subject.shown(call), made)
    yield RULE.replacement(subject, call, message, text)


def _as_numbers(subject: Subject, node: ast.Call | ast.BinOp) -> Iterator[Candidate]:
    """Yield the candidate that makes Python numbers of what promotes by being more than one."""
    targets = [found for found in inputs(node) if _is_double_scalar(subject, found)]
    value = subject.value(node)
    if not targets and is_double(value) and value.dimensions == 0:
        targets = [node]
    if not targets:
        return
    texts = {target: _as_number(subject, target) for target in targets}
    names = " and ".join(f"`{subject.shown(target)}`" for target in targets)
    kinds = "are 64-bit scalars" if len(targets) > 1 else "is a 64-bit scalar"
    edits = (subject.replaced(target, text) for target, text in texts.items())
    rewrite = subject.with_parts(node, texts)
    yield RULE.candidate(subject, node, _SCALAR.format(names, kinds), rewrite, *edits)


def _as_number(subject: Subject, node: ast.expr) -> str:
    """Return the text of a Python number for a scalar."""
    if isinstance(node, ast.Call) and subject.full_name(node).rpartition(".")[2] == "float64":
        given = argument(node, 0, "x")
        if isinstance(given, ast.Constant):
            return subject.source(given)
    return f"float({subject.source(node)})"


def _integers_first(subject: Subject, node: ast.BinOp) -> Iterator[Candidate]:
    """Yield the candidate that makes float32 of integers before they meet float32."""
    float32 = subject.spelling(node, f"{NUMPY}.float32")
    for side in (node.left, node.right):
        value = subject.value(side)
        if float32 is None or not value.is_array or not value.dtypes:
            continue
        if all(dtype.startswith(("int", "uint")) for dtype in value.dtypes):
            text = f"{subject.operand(side)}.astype({float32})"
            message = _INTEGERS.format(subject.shown(side), min(value.dtypes))
            yield RULE.candidate(subject, node, message, text, subject.replaced(side, text))


def _is_double_scalar(subject: Subject, node: ast.expr) -> bool:
    return subject.value(node).was_always(
        lambda seen: seen.kind == "number" and seen.dtype == "float64"
    )
