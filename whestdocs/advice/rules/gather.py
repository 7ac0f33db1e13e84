"""Selecting by index: a slice is a view, and one selection is cheaper than two."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.advice.candidate import Candidate, Edit
from whestdocs.advice.patterns import (
    arguments,
    constant,
    function,
    is_array,
    is_called,
    is_method,
    receiver,
)
from whestdocs.advice.ranges import Range, range_of
from whestdocs.advice.rules.movement import writes
from whestdocs.advice.subject import Subject
from whestdocs.advice.variables import sole_definition

_BLOCK = "Two selections make an array in between. `ix_` selects the block at once."
_SLICE = "Indices make a copy, even where they are consecutive. A slice is a view."
_DIAGONAL = "Pairs of equal indices make a copy of the diagonal. `diagonal` is a view."
_WHERE = (
    "Selecting by a mask looks at every element and copies those that are selected. The "
    "reduction can leave out the others itself."
)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each selection that can be had for less."""
    for node in subject.expressions(ast.expr):
        if subject.cost(node):
            for rule in (_block, _diagonal, _sliced, _taken, _reduced):
                yield from rule(subject, node)


def _block(subject: Subject, node: ast.expr) -> Iterator[Candidate]:
    """Yield ``W[ix_(i, j)]`` for ``W[i][:, j]``."""
    outer = _selection(subject, node)
    if outer is None:
        return
    inner_node, edits = _held(subject, outer[0])
    inner = _selection(subject, inner_node)
    ix = function(subject, node, "ix_")
    if inner is None or ix is None or {inner[1], outer[1]} != {0, 1}:
        return
    if not is_array(subject, inner[0], (2,)):
        return
    rows, columns = (inner[2], outer[2]) if inner[1] == 0 else (outer[2], inner[2])
    indices = f"{subject.source(rows)}, {subject.source(columns)}"
    text = f"{subject.operand(inner[0])}[{ix}({indices})]"
    yield Candidate(
        "gather", subject.span(node), _BLOCK, text, (subject.replaced(node, text), *edits)
    )


def _selection(subject: Subject, node: ast.expr) -> tuple[ast.expr, int, ast.expr] | None:
    """Return an array of two axes, the axis that is selected along, and the indices."""
    if isinstance(node, ast.Call) and is_called(subject, node, "take"):
        found = arguments(node, "a", "indices", "axis") or {}
        axis = constant(found.get("axis"))
        if len(found) == 3 and axis in (0, 1) and _is_list(subject, found["indices"]):
            return found["a"], int(axis), found["indices"]
        return None
    if not isinstance(node, ast.Subscript):
        return None
    if _is_list(subject, node.slice):
        return node.value, 0, node.slice
    if not isinstance(node.slice, ast.Tuple) or len(node.slice.elts) != 2:
        return None
    first, second = node.slice.elts
    if _is_all(first) and _is_list(subject, second):
        return node.value, 1, second
    if _is_all(second) and _is_list(subject, first):
        return node.value, 0, first
    return None


def _diagonal(subject: Subject, node: ast.expr) -> Iterator[Candidate]:
    """Yield ``diagonal(C)`` for ``C[arange(n), arange(n)]``."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Tuple):
        return
    diagonal = function(subject, node, "diagonal")
    value = subject.value(node.value)
    if diagonal is None or value is None or len(node.slice.elts) != 2:
        return
    first, second = (range_of(subject, index) for index in node.slice.elts)
    if first is None or second is None or not first.is_same(second) or not first.is_whole:
        return
    sides = {side for shape in value.shapes for side in shape}
    if not is_array(subject, node.value, (2,)) or first.stops(subject) != sides or len(sides) != 1:
        return
    text = f"{diagonal}({subject.source(node.value)})"
    edits = (subject.replaced(node, text),)
    yield Candidate("gather", subject.span(node), _DIAGONAL, text, edits)


def _sliced(subject: Subject, node: ast.expr) -> Iterator[Candidate]:
    """Yield ``x[a:b]`` for ``x[arange(a, b)]``."""
    if not isinstance(node, ast.Subscript) or not is_array(subject, node.value):
        return
    if _is_written_into(subject, node):
        return  # Then the copy is wanted: through a view, the array itself would change.
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    found = [(number, range_of(subject, part)) for number, part in enumerate(parts)]
    ranges = [(number, found) for number, found in found if found is not None]
    others = [part for part in parts if not _is_all(part) and not isinstance(part, ast.Slice)]
    if len(ranges) != 1 or len(others) != 1:
        return
    [(number, span)] = ranges
    written = [subject.source(part) for part in parts]
    written[number] = span.slice
    text = f"{subject.operand(node.value)}[{', '.join(written)}]"
    yield _candidate(subject, node, text, span)


def _taken(subject: Subject, node: ast.expr) -> Iterator[Candidate]:
    """Yield ``x[:, a:b]`` for ``take(x, arange(a, b), axis=1)``."""
    if isinstance(node, ast.Call) and is_called(subject, node, "take"):
        found = arguments(node, "a", "indices", "axis") or {}
    elif isinstance(node, ast.Call) and is_method(subject, node, "take"):
        found = arguments(node, "indices", "axis") or {}
        found = found | {"a": receiver(node)} if found else found
    else:
        return
    axis = constant(found.get("axis"))
    span = range_of(subject, found["indices"]) if "indices" in found else None
    if len(found) != 3 or span is None or not isinstance(axis, int) or axis < 0:
        return
    if _is_written_into(subject, node):
        return
    if is_array(subject, found["a"]):
        text = f"{subject.operand(found['a'])}[{':, ' * axis}{span.slice}]"
        yield _candidate(subject, node, text, span)


def _is_written_into(subject: Subject, node: ast.expr) -> bool:
    """Return whether the function around a selection writes into the variable that holds it."""
    statement, function = subject.parent(node), subject.function(node)
    if not isinstance(statement, ast.Assign) or function is None:
        return False
    names = {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return any(writes(part, names) for part in ast.walk(function))


def _candidate(subject: Subject, node: ast.expr, text: str, span: Range) -> Candidate:
    edits = (subject.replaced(node, text), *span.removals)
    return Candidate("gather", subject.span(node), _SLICE, text, edits)


def _reduced(subject: Subject, node: ast.expr) -> Iterator[Candidate]:
    """Yield ``sum(x, where=mask)`` for ``sum(x[mask])``, and the same for means."""
    if not isinstance(node, ast.Call):
        return
    if is_called(subject, node, "sum", "mean"):
        name = subject.full_name(node).rpartition(".")[2]
        found = arguments(node, "a", "axis") or {}
    elif is_method(subject, node, "sum", "mean"):
        name = getattr(node.func, "attr", "")
        found = {"a": receiver(node)} | (arguments(node, "axis") or {})
        if len(found) != 1 + len(node.args) + len(node.keywords):
            return
    else:
        return
    written = function(subject, node, name)
    if written is None or "a" not in found:
        return
    selected, edits = _held(subject, found["a"])
    if not isinstance(selected, ast.Subscript) or not is_array(subject, selected.value, (1, 2)):
        return
    where = _where(subject, selected, constant(found.get("axis")), "axis" in found)
    if where is not None:
        axis = f", axis={subject.source(found['axis'])}" if "axis" in found else ""
        text = f"{written}({subject.source(selected.value)}{axis}, where={where})"
        yield Candidate(
            "gather", subject.span(node), _WHERE, text, (subject.replaced(node, text), *edits)
        )


def _where(
    subject: Subject, selected: ast.Subscript, axis: int | float | None, has_axis: bool
) -> str | None:
    """Return the mask as a reduction's ``where``, None if it selects in another way."""
    mask, array = subject.value(selected.slice), subject.value(selected.value)
    if mask is None or array is None or mask.dtypes != {"bool"} or not mask.is_array:
        return None
    if mask.dimensions == array.dimensions and not has_axis:
        return subject.source(selected.slice)
    if (mask.dimensions, array.dimensions) == (1, 2) and (not has_axis or axis == 0):
        return f"{subject.operand(selected.slice)}[:, None]"
    return None


def _held(subject: Subject, node: ast.expr) -> tuple[ast.expr, tuple[Edit, ...]]:
    """Return what a variable that is used only here stands for, and the edit that removes it."""
    found = sole_definition(subject, node) if isinstance(node, ast.Name) else None
    return (node, ()) if found is None else (found.value, (subject.removed(found),))


def _is_list(subject: Subject, node: ast.expr) -> bool:
    """Return whether an index selects several elements along one axis."""
    if isinstance(node, ast.List):
        return True
    value = subject.value(node)
    if value is None:
        return False
    if any(seen.type_name == "list" for seen in value.seen):
        return len(value.seen) == 1
    return value.dimensions == 1


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Slice) and node.lower is node.upper is node.step is None
