"""What a variable holds at first, and products with that in fewer operations."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from whestdocs.estimators.advice.source.chains import chain, gram_text, matrix_at_ends, multiplied
from whestdocs.estimators.advice.source.patterns import (
    AS_SYMMETRIC,
    arguments,
    constant,
    function,
    is_array,
    is_called,
    is_method,
    is_simple,
    subscripts,
    transposed,
    untagged,
)
from whestdocs.estimators.advice.source.subject import Subject


@dataclass(frozen=True)
class Start:
    """What a variable holds at first.

    Attributes:
        kind: ``"identity"``, ``"diagonal"`` (a matrix), ``"zeros"``, ``"ones"`` (vectors), or
            ``"same"``, the very array that another variable holds.
        text: The factor of an identity, the vector on a diagonal, the other variable; "" for an
            identity itself.
        names: The variables in that text; none if it means the same in another function.
    """

    kind: str
    text: str = ""
    names: frozenset[str] = frozenset()


#: What variables hold, by name.
Starts = Mapping[str, Start]
#: A product without what a variable holds at first: its text, what was left out, the variable.
Reduced = tuple[str, Start, str]
_IDENTITY = Start("identity")
_FILLED: dict[int | float | None, Start] = {0: Start("zeros"), 1: Start("ones")}


def start_of(subject: Subject, node: ast.expr, known: Starts) -> Start | None:
    """Return what an expression is, None if it may be anything."""
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div)):
        return _scaled(subject, node, known)
    product = chain(subject, node, follow=False) if known else None
    if product is not None:
        made = _of_chain(subject, product.factors, known)
        is_other = made is not None and made[1] == _IDENTITY and made[0].isidentifier()
        return Start("same", made[0], frozenset({made[0]})) if made and is_other else None
    if not isinstance(node, ast.Call):
        return None
    if subject.full_name(node) == AS_SYMMETRIC and node.args:
        return start_of(subject, node.args[0], known)
    if is_method(subject, node, "astype", "copy"):
        return start_of(subject, node.func.value, known)  # type: ignore[attr-defined]
    if is_called(subject, node, "eye", "identity") and len(node.args) == 1:
        return _IDENTITY if all(word.arg == "dtype" for word in node.keywords) else None
    if is_called(subject, node, "diag"):
        vector = arguments(node, "v").get("v")
        if isinstance(vector, ast.Name) and is_array(subject, vector, (1,)):
            return Start("diagonal", vector.id, frozenset({vector.id}))
    return _filled(subject, node) if is_array(subject, node, (1,)) else None


def _filled(subject: Subject, call: ast.Call) -> Start | None:
    """Return what a call fills a vector with."""
    if is_called(subject, call, "zeros", "zeros_like"):
        return _FILLED[0]
    if is_called(subject, call, "ones", "ones_like"):
        return _FILLED[1]
    if is_called(subject, call, "full"):
        found = arguments(call, "shape", "fill_value", "dtype")
        return _FILLED.get(constant(found.get("fill_value")))
    return None


def _scaled(subject: Subject, node: ast.BinOp, known: Starts) -> Start | None:
    """Return what an identity is times a number that is written there, or by it."""
    is_quotient = isinstance(node.op, ast.Div)
    pairs = [(node.left, node.right), *([] if is_quotient else [(node.right, node.left)])]
    for matrix, number in pairs:
        found = start_of(subject, matrix, known)
        if found is None or constant(number) is None:
            continue
        if found.kind == "zeros":
            return found
        if found == _IDENTITY:
            text = subject.operand(number)
            return Start("identity", f"(1.0 / {text})" if is_quotient else text)
    return None


def without_start(subject: Subject, node: ast.expr, starts: Starts) -> Reduced | None:
    """Return a product without what a variable holds at first, None for any other expression."""
    if isinstance(node, ast.Call) and subscripts(subject, node) is not None:
        return _of_einsum(subject, node, starts)
    product = chain(subject, node, follow=False)
    return None if product is None else _of_chain(subject, product.factors, starts)


def _started(subject: Subject, node: ast.expr, starts: Starts) -> tuple[Start, str] | None:
    """Return what a factor holds at first and the variable that it is, tagged or not."""
    while (inner := untagged(subject, node)) is not node:
        node = inner
    is_known = isinstance(node, ast.Name) and node.id in starts
    return (starts[node.id], node.id) if is_known else None  # type: ignore[attr-defined]


def _of_chain(subject: Subject, factors: Sequence[ast.expr], starts: Starts) -> Reduced | None:
    for factor in factors:
        started = _started(subject, factor, starts)
        text = None if started is None else _without(subject, factors, factor, started[0])
        if started is not None and text is not None:
            return text, *started
    return None


def _without(
    subject: Subject, factors: Sequence[ast.expr], factor: ast.expr, start: Start
) -> str | None:
    """Return a product without one of its factors."""
    others = [other for other in factors if other is not factor]
    is_right = factor is factors[-1]
    if start.kind in ("zeros", "ones"):
        if len(others) != 1 or not is_array(subject, factor, (1,)):
            return None
        return (_zeros if start.kind == "zeros" else _sum)(subject, others[0], is_right)
    if start.kind == "identity":
        text = _product(subject, others)
        return f"{start.text} * {text}" if start.text else text
    if start.kind == "diagonal":
        return _weighted(subject, factors, factor, start.text)
    return _twice(subject, others[0], start.text, is_right) if len(others) == 1 else None


def _product(subject: Subject, factors: Sequence[ast.expr]) -> str:
    """Return a product of what is left of it."""
    einsum = function(subject, factors[0], "einsum")
    if len(factors) == 2 and einsum is not None:
        found = matrix_at_ends(subject, *factors)
        if found is not None:
            return gram_text(einsum, *found)
    return multiplied(subject, factors)


def _twice(subject: Subject, other: ast.expr, name: str, is_left: bool) -> str | None:
    """Return the einsum for ``X.T @ Y`` or ``Y @ X.T`` where Y is X."""
    einsum, inner = function(subject, other, "einsum"), transposed(subject, other)
    is_same = isinstance(inner, ast.Name) and inner.id == name
    return gram_text(einsum, name, is_left) if einsum is not None and is_same else None


def _weighted(
    subject: Subject, factors: Sequence[ast.expr], factor: ast.expr, vector: str
) -> str | None:
    """Return ``X.T @ diag(v) @ X`` by an einsum, or a product that scales rows or columns."""
    einsum = function(subject, factor, "einsum")
    if len(factors) == 3 and factors[1] is factor and einsum is not None:
        found = matrix_at_ends(subject, factors[0], factors[2])
        return None if found is None else gram_text(einsum, *found, weights=vector)
    if len(factors) != 2:
        return None
    first, last = factors
    if factor is last:
        return f"{subject.operand(first)} * {vector}"
    column = "[:, None]" if is_array(subject, last, (2,)) else ""
    return f"{vector}{column} * {subject.operand(last)}"


def _zeros(subject: Subject, matrix: ast.expr, is_left: bool) -> str | None:
    """Return the zeros that a matrix makes of zeros on its right, or on its left."""
    zeros, inner = function(subject, matrix, "zeros_like"), transposed(subject, matrix)
    base = inner or matrix
    if zeros is None or not is_simple(base):
        return None
    index = "[:, 0]" if is_left == (inner is None) else "[0]"
    return f"{zeros}({subject.source(base)}{index})"


def _sum(subject: Subject, matrix: ast.expr, is_left: bool) -> str | None:
    """Return the sum that a product with ones is, a matrix being on their left or right."""
    total, inner = function(subject, matrix, "sum"), transposed(subject, matrix)
    base = inner or matrix
    if total is None or not is_array(subject, base, (2,)):
        return None
    return f"{total}({subject.source(base)}, axis={1 if is_left == (inner is None) else 0})"


def _of_einsum(subject: Subject, node: ast.Call, starts: Starts) -> Reduced | None:
    _, _, operands = subscripts(subject, node) or ("", "", [])
    for number, operand in enumerate(operands):
        started = _started(subject, operand, starts)
        if started is not None and len(operands) > 1:
            text = _without_operand(subject, node, number, started[0])
            if text is not None:
                return text, *started
    return None


def _without_operand(subject: Subject, node: ast.Call, number: int, start: Start) -> str | None:
    """Return an einsum without one of its operands."""
    inputs, output, operands = subscripts(subject, node) or ("", "", [])
    terms = inputs.split(",")
    term = terms.pop(number)
    kept = [subject.source(other) for place, other in enumerate(operands) if place != number]
    if any(word.arg == "out" for word in node.keywords):
        return None
    if start.kind == "ones":
        if len(term) != 1 or not any(term in other for other in terms):
            return None
    elif start.kind in ("identity", "diagonal"):
        if len(term) != 2 or len(set(term)) != 2 or set(term) <= set(output):
            return None
        one, two = sorted(term, key=lambda letter: letter not in output)
        terms = [other.replace(two, one) for other in terms]
        if start.kind == "diagonal":
            terms, kept = [one, *terms], [start.text, *kept]
        if not set(output + one) <= set("".join(terms)):
            return None
    else:
        return None
    words = [word for word in node.keywords if word.arg != "symmetry"]
    written = [f"{word.arg}={subject.source(word.value)}" for word in words]
    text = ", ".join([f'"{",".join(terms)}->{output}"', *kept, *written])
    text = kept[0] if terms == [output] else f"{subject.source(node.func)}({text})"
    return f"{start.text} * {text}" if start.kind == "identity" and start.text else text
