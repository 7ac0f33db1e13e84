"""Warnings: what costs no FLOPs but may cost the score."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import prod

from whestdocs.advice.candidate import Warning
from whestdocs.advice.rules.inputs import inputs, is_operation
from whestdocs.advice.subject import Function, Subject
from whestdocs.profiles import Span

_BLANKET = frozenset({"Exception", "BaseException"})
_PRODUCTS = frozenset({"matmul", "dot", "einsum", "tensordot", "inner"})


def warnings_of(subject: Subject) -> list[Warning]:
    """Return what is to be said of an estimator by its source and its values, in file order."""
    found = [
        *_uncounted_numpy(subject),
        *_threads(subject),
        *_blanket_excepts(subject),
        *_in_place(subject),
    ]
    return sorted(found, key=lambda warning: warning.span)


def predict_span(subject: Subject) -> Span:
    """Return where predict() is defined, or the beginning of the file."""
    for module in subject.modules[:1]:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef) and node.name == "predict":
                span = subject.span(node)
                head = span.source.split("\n")[0]
                end = span.column + len(head.encode())
                return Span(span.file, span.line, span.column, span.line, end, head)
    return Span(subject.profile.file, 1, 0, 1, 0, "")


def _uncounted_numpy(subject: Subject) -> Iterator[Warning]:
    """Yield the largest work of each function that NumPy does on arrays of its own."""
    largest: dict[Function | None, tuple[int, ast.expr]] = {}
    for node in subject.expressions(ast.expr):
        work = _raw_work(subject, node)
        function = subject.function(node)
        if work > largest.get(function, (0, node))[0]:
            largest[function] = (work, node)
    for _, node in largest.values():
        yield Warning(
            kind="uncounted-numpy",
            span=subject.span(node),
            message=(
                f"`{subject.source(node)}` works on NumPy's own arrays, which no budget counts. "
                "The grader's rules ask for counted work: use flopscope.numpy, or move to "
                "setup() what does not depend on the network."
            ),
        )


def _raw_work(subject: Subject, node: ast.expr) -> int:
    """Return about how many numbers an operation on raw arrays takes, 0 for anything else."""
    value = subject.value(node)
    if value is None or not value.predicting or not isinstance(node, (ast.BinOp, ast.Call)):
        return 0
    if not all(seen.kind == "numpy" and _is_float(seen.dtype) for seen in value.seen):
        return 0
    given = [found for part in inputs(node) if (found := subject.value(part)) is not None]
    raw = [found for found in given if any(seen.kind == "numpy" for seen in found.seen)]
    if not raw or (isinstance(node, ast.Call) and not _is_numpys(subject, node)):
        return 0
    size = max(prod(shape) for found in [value, *raw] for shape in found.shapes)
    is_product = isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)
    if is_product or subject.full_name(node).rpartition(".")[2] in _PRODUCTS:
        size *= max(shape[-1] for found in raw for shape in found.shapes if shape)
    return size * value.predicting if size > 1 else 0


def _is_float(dtype: str | None) -> bool:
    return dtype is not None and dtype.startswith(("float", "complex"))


def _is_numpys(subject: Subject, call: ast.Call) -> bool:
    """Return whether a call is of NumPy or of a method of a raw array, and computes."""
    name = subject.full_name(call)
    if name.startswith("numpy."):
        return name.rpartition(".")[2] not in ("array", "asarray", "copy", "stack", "concatenate")
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    value = None if receiver is None else subject.value(receiver)
    if value is None or not isinstance(call.func, ast.Attribute):
        return False
    moves = call.func.attr in ("astype", "copy", "reshape", "transpose", "ravel", "flatten")
    return not moves and any(seen.kind == "numpy" for seen in value.seen)


def _threads(subject: Subject) -> Iterator[Warning]:
    """Yield the first operation that another thread than predict() did."""
    flops = subject.profile.other_flops
    if not flops:
        return
    there = [
        (value.order, node)
        for node in subject.expressions(ast.expr)
        if (value := subject.value(node)) is not None
        and value.elsewhere
        and value.is_array
        and is_operation(subject, node)
    ]
    span = subject.span(min(there, key=lambda pair: pair[0])[1]) if there else None
    yield Warning(
        kind="threads",
        span=span or predict_span(subject),
        message=(
            f"{flops:,} FLOPs were counted outside predict()'s budget, as work in another thread "
            "is. The grader may count or refuse it: work in the thread that called predict()."
        ),
    )


def _blanket_excepts(subject: Subject) -> Iterator[Warning]:
    """Yield the handlers that would swallow a refused operation."""
    for module in subject.modules:
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Try) or not _counts(subject, node.body, set()):
                continue
            for handler in node.handlers:
                if _is_blanket(handler) and not _raises(handler):
                    yield Warning(
                        kind="blanket-except",
                        span=_head(subject, handler),
                        message=(
                            "This catches every error around counted work, a refused operation "
                            "and a bug alike, and hides that the answer is not the estimator's. "
                            "Catch what you expect."
                        ),
                    )
                    break


def _is_blanket(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(kind is None or getattr(kind, "id", None) in _BLANKET for kind in kinds)


def _raises(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Raise) for node in ast.walk(handler))


def _head(subject: Subject, handler: ast.ExceptHandler) -> Span:
    module = subject.module(handler)
    line = module.lines[handler.lineno - 1]
    text = line[handler.col_offset :].decode(errors="replace").rstrip()
    end = handler.col_offset + len(text.encode())
    return Span(module.path, handler.lineno, handler.col_offset, handler.lineno, end, text)


def _counts(subject: Subject, statements: list[ast.stmt], visited: set[str]) -> bool:
    """Return whether statements were charged, or functions of the author's that they call."""
    if any(subject.cost(statement) for statement in statements):
        return True
    called: set[str] = {
        getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
    }
    new = called - visited
    visited |= new
    return any(
        isinstance(node, ast.FunctionDef)
        and node.name in new
        and _counts(subject, node.body, visited)
        for module in subject.modules
        for node in ast.walk(module.tree)
    )


def _in_place(subject: Subject) -> Iterator[Warning]:
    """Yield the statements that write into an array of flopscope's."""
    for module in subject.modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.AugAssign):
                targets: list[ast.expr] = [node.target]
            elif isinstance(node, ast.Assign):
                targets = [target for target in node.targets if isinstance(target, ast.Subscript)]
            else:
                continue
            for target in targets:
                written = target.value if isinstance(target, ast.Subscript) else target
                value = subject.value(written)
                if value is not None and any(seen.kind == "array" for seen in value.seen):
                    yield Warning(
                        kind="in-place",
                        span=subject.span(node),
                        message=(
                            f"`{subject.source(node)}` writes into an array. It works here, but "
                            "newer releases and the grader's client refuse it: make a new array."
                        ),
                    )
