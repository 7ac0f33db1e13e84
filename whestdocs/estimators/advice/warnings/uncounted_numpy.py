"""Work that NumPy does on arrays of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import prod

from whestdocs.estimators.advice.source.noted_values import Value
from whestdocs.estimators.advice.source.patterns import inputs, receiver
from whestdocs.estimators.advice.source.subject import Function, Subject
from whestdocs.estimators.advice.warnings.warning import Warning, WarningKind

WARNING = WarningKind("uncounted-numpy", "NumPy works on arrays of its own, which no budget counts")
_MESSAGE = (
    "`{}` works on NumPy's own arrays, which no budget counts. "
    "The grader's rules ask for counted work: use flopscope.numpy, or move to "
    "setup() what does not depend on the network."
)
_FLOATS = ("float", "complex")
_PRODUCTS = frozenset({"matmul", "dot", "einsum", "tensordot", "inner"})
#: What moves numbers, and computes nothing.
_MOVING = frozenset({"array", "asarray", "copy", "stack", "concatenate"})
_MOVING_METHODS = frozenset({"astype", "copy", "reshape", "transpose", "ravel", "flatten"})


def find(subject: Subject) -> Iterator[Warning]:
    """Yield the largest work of each function that NumPy does on arrays of its own."""
    largest: dict[Function | None, tuple[int, ast.expr]] = {}
    for node in subject.expressions(ast.expr):
        work, function = _raw_work(subject, node), subject.function(node)
        if work > largest.get(function, (0, node))[0]:
            largest[function] = (work, node)
    for _, node in largest.values():
        yield WARNING.at(subject.span(node), _MESSAGE.format(subject.source(node)))


def _raw_work(subject: Subject, node: ast.expr) -> int:
    """Return about how many numbers an operation on raw arrays takes, 0 for anything else."""
    value = subject.value(node)
    if not value.predicting or not isinstance(node, (ast.BinOp, ast.Call)):
        return 0
    if not all(seen.kind == "numpy" and str(seen.dtype).startswith(_FLOATS) for seen in value.seen):
        return 0
    raw = [found for part in inputs(node) if _is_raw(found := subject.value(part))]
    if not raw or (isinstance(node, ast.Call) and not _is_numpys(subject, node)):
        return 0
    size = max(prod(shape) for found in [value, *raw] for shape in found.shapes)
    is_product = isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)
    if is_product or subject.full_name(node).rpartition(".")[2] in _PRODUCTS:
        size *= max(shape[-1] for found in raw for shape in found.shapes if shape)
    return size * value.predicting if size > 1 else 0


def _is_raw(value: Value) -> bool:
    return any(seen.kind == "numpy" for seen in value.seen)


def _is_numpys(subject: Subject, call: ast.Call) -> bool:
    """Return whether a call is of NumPy or of a method of a raw array, and computes."""
    name = subject.full_name(call)
    if name.startswith("numpy."):
        return name.rpartition(".")[2] not in _MOVING
    owner = receiver(call)
    if owner is None or call.func.attr in _MOVING_METHODS:  # type: ignore[attr-defined]
        return False
    return _is_raw(subject.value(owner))
