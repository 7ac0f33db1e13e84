"""64-bit numbers that arrive unasked: the first expression that made them.

Whatever is computed with a float64 array is float64 too, and billed double by newer
releases. So only the expressions are named at which it begins; what follows from them is
cured with them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.advice.candidate import Candidate
from whestdocs.advice.rules.inputs import (
    NUMPY,
    argument,
    inputs,
    is_double,
    promotes,
    with_keyword,
)
from whestdocs.advice.subject import Subject

#: Functions that make arrays of float64, or of 64-bit integers, unless they are told not to;
#: with the position of their parameter ``dtype``.
_MAKERS = {
    **{"zeros": 1, "ones": 1, "empty": 1, "full": 2, "eye": 3, "identity": 1, "tri": 3},
    **{"arange": 3, "linspace": 5, "logspace": 5, "geomspace": 4},
    **{"array": 1, "asarray": 1, "ascontiguousarray": 1},
    **{"zeros_like": 1, "ones_like": 1, "full_like": 2, "empty_like": 1},
}
#: Functions that sum booleans and integers in 64 bits.
_SUMS = {"sum": 2, "mean": 2, "prod": 2, "cumsum": 2, "var": 2, "std": 2}
#: Samplers and densities have rules of their own.
_OTHERS = ("flopscope.stats.", f"{NUMPY}.random.", "flopscope.random.")
_FOLLOWS = "everything computed from it is billed as 64-bit"


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each expression at which 64-bit numbers begin."""
    if subject.profile.weights_dtype != "float32":
        return
    for node in subject.expressions(ast.expr):
        if isinstance(node, (ast.Call, ast.BinOp)) and promotes(subject, node):
            yield from _cures(subject, node)


def _cures(subject: Subject, node: ast.Call | ast.BinOp) -> Iterator[Candidate]:
    scalars = [found for found in inputs(node) if _is_double_scalar(subject, found)]
    if isinstance(node, ast.Call):
        name = subject.full_name(node)
        if name.startswith(_OTHERS):
            return
        yield from _told(subject, node, name)
        if scalars or _is_number_like(subject, node):
            yield from _as_numbers(subject, node, scalars)
    else:
        yield from _as_numbers(subject, node, scalars)
        yield from _integers_first(subject, node)


def _told(subject: Subject, call: ast.Call, name: str) -> Iterator[Candidate]:
    """Yield the candidate that tells a function which dtype to make."""
    float32 = subject.spelling(call, f"{NUMPY}.float32")
    if float32 is None:
        return
    function = name.rpartition(".")[2] or getattr(call.func, "attr", "")
    positions = _MAKERS | _SUMS | {"astype": 0}
    if function not in positions:
        return
    position = positions[function] - (not name and function in _SUMS)
    dtype = argument(call, position, "dtype")
    shown = subject.source(call)
    if dtype is None:
        text = with_keyword(subject, call, "dtype", float32)
        cause = f"`{shown}` names no dtype, so it is {_dtype(subject, call)}, and {_FOLLOWS}."
    else:
        text = subject.with_parts(call, {dtype: float32})
        cause = f"`{shown}` asks for {_dtype(subject, call)}, and {_FOLLOWS}."
    yield Candidate(
        kind="float64",
        span=subject.span(call),
        message=f"{cause} Ask for float32.",
        rewrite=text,
        edits=(subject.replaced(call, text),),
    )


def _as_numbers(
    subject: Subject, node: ast.Call | ast.BinOp, scalars: list[ast.expr]
) -> Iterator[Candidate]:
    """Yield the candidate that makes Python numbers of what promotes by being more than one."""
    targets = scalars or [node]
    texts = [_as_number(subject, target) for target in targets]
    names = " and ".join(f"`{subject.source(target)}`" for target in targets)
    if not scalars and not _is_number_like(subject, node):
        return
    edits = tuple(
        subject.replaced(target, text) for target, text in zip(targets, texts, strict=True)
    )
    kinds = "are 64-bit scalars" if len(targets) > 1 else "is a 64-bit scalar"
    yield Candidate(
        kind="float64",
        span=subject.span(node),
        message=(
            f"{names} {kinds} with a dtype, so that arrays it meets become float64, and "
            f"{_FOLLOWS}. A Python number leaves arrays as they are."
        ),
        rewrite=subject.with_parts(node, dict(zip(targets, texts, strict=True))),
        edits=edits,
    )


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
        if value is None or float32 is None or not value.is_array:
            continue
        if value.dtypes and all(dtype.startswith(("int", "uint")) for dtype in value.dtypes):
            text = f"{subject.operand(side)}.astype({float32})"
            yield Candidate(
                kind="float64",
                span=subject.span(node),
                message=(
                    f"`{subject.source(side)}` is {min(value.dtypes)}, which with float32 makes "
                    f"float64, and {_FOLLOWS}. Make it float32 first."
                ),
                rewrite=text,
                edits=(subject.replaced(side, text),),
            )


def _is_double_scalar(subject: Subject, node: ast.expr) -> bool:
    value = subject.value(node)
    return value is not None and all(
        seen.kind == "number" and seen.dtype == "float64" for seen in value.seen
    )


def _is_number_like(subject: Subject, node: ast.expr) -> bool:
    """Return whether an expression was an array without axes every time."""
    value = subject.value(node)
    return value is not None and is_double(value) and value.dimensions == 0


def _dtype(subject: Subject, node: ast.expr) -> str:
    value = subject.value(node)
    dtypes = [] if value is None else [seen.dtype for seen in value.seen if seen.is_double]
    return dtypes[0] or "float64" if dtypes else "float64"
