"""Selecting by index: a slice is a view, and one selection is cheaper than two."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.mentions import writes_into
from whestdocs.estimators.advice.source.patterns import (
    arguments,
    called_with,
    constant,
    function,
    index_parts,
    is_array,
    is_called,
)
from whestdocs.estimators.advice.source.ranges import range_of
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.source.variables import sole_value

RULE = Rule("gather", "fancy indexing in place of a slice")
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
    inner_node, removals = sole_value(subject, outer[0])
    inner, ix = _selection(subject, inner_node), function(subject, node, "ix_")
    if inner is None or ix is None or {inner[1], outer[1]} != {0, 1}:
        return
    if is_array(subject, inner[0], (2,)):
        first, second = sorted([inner, outer], key=lambda selection: selection[1])
        indices = f"{subject.source(first[2])}, {subject.source(second[2])}"
        text = f"{subject.operand(inner[0])}[{ix}({indices})]"
        yield RULE.replacement(subject, node, _BLOCK, text, *removals)


def _selection(subject: Subject, node: ast.expr) -> tuple[ast.expr, int, ast.expr] | None:
    """Return an array of two axes, the axis that is selected along, and the indices."""
    if isinstance(node, ast.Call) and is_called(subject, node, "take"):
        found = arguments(node, "a", "indices", "axis")
        axis = constant(found.get("axis"))
        if len(found) == 3 and axis in (0, 1) and _is_list(subject, found["indices"]):
            return found["a"], int(axis), found["indices"]
    if not isinstance(node, ast.Subscript):
        return None
    if _is_list(subject, node.slice):
        return node.value, 0, node.slice
    parts = index_parts(node)
    for axis, index in enumerate(parts):
        if len(parts) == 2 and ast.unparse(parts[1 - axis]) == ":" and _is_list(subject, index):
            return node.value, axis, index
    return None


def _diagonal(subject: Subject, node: ast.expr) -> Iterator[Candidate]:
    """Yield ``diagonal(C)`` for ``C[arange(n), arange(n)]``."""
    if not isinstance(node, ast.Subscript) or len(index_parts(node)) != 2:
        return
    diagonal = function(subject, node, "diagonal")
    first, second = (range_of(subject, index) for index in index_parts(node))
    if diagonal is None or first is None or second is None:
        return
    if first.texts != second.texts or not first.is_whole:
        return
    sides = {side for shape in subject.value(node.value).shapes for side in shape}
    is_square = is_array(subject, node.value, (2,)) and len(sides) == 1
    if is_square and first.stops(subject) == sides:
        text = f"{diagonal}({subject.source(node.value)})"
        yield RULE.replacement(subject, node, _DIAGONAL, text)


def _sliced(subject: Subject, node: ast.expr) -> Iterator[Candidate]:
    """Yield ``x[a:b]`` for ``x[arange(a, b)]``."""
    if not isinstance(node, ast.Subscript) or not is_array(subject, node.value):
        return
    parts = index_parts(node)
    indices = [part for part in parts if not isinstance(part, ast.Slice)]
    span = range_of(subject, indices[0]) if len(indices) == 1 else None
    if span is None or _is_written_into(subject, node):
        return
    written = [span.slice if part is indices[0] else subject.source(part) for part in parts]
    text = f"{subject.operand(node.value)}[{', '.join(written)}]"
    yield RULE.replacement(subject, node, _SLICE, text, *span.removals)


def _taken(subject: Subject, node: ast.expr) -> Iterator[Candidate]:
    """Yield ``x[:, a:b]`` for ``take(x, arange(a, b), axis=1)``."""
    found = called_with(subject, node, ["take"], "a", "indices", "axis")
    axis = constant(found.get("axis"))
    if len(found) != 3 or not isinstance(axis, int) or axis < 0:
        return
    span = range_of(subject, found["indices"])
    if span is None or _is_written_into(subject, node) or not is_array(subject, found["a"]):
        return
    text = f"{subject.operand(found['a'])}[{':, ' * axis}{span.slice}]"
    yield RULE.replacement(subject, node, _SLICE, text, *span.removals)


def _is_written_into(subject: Subject, node: ast.expr) -> bool:
    """Return whether the function around a selection writes into the variable that holds it.

    Then the copy is wanted: through a view, the array itself would change.
    """
    statement, around = subject.parent(node), subject.function(node)
    if not isinstance(statement, ast.Assign) or around is None:
        return False
    names = {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return writes_into(around, names)


def _reduced(subject: Subject, node: ast.expr) -> Iterator[Candidate]:
    """Yield ``sum(x, where=mask)`` for ``sum(x[mask])``, and the same for means."""
    for name in ("sum", "mean"):
        found = called_with(subject, node, [name], "a", "axis")
        written = function(subject, node, name)
        if "a" not in found or written is None:
            continue
        selected, removals = sole_value(subject, found["a"])
        if not isinstance(selected, ast.Subscript):
            continue
        where = _where(subject, selected, found.get("axis"))
        if where is not None:
            axis = f", axis={subject.source(found['axis'])}" if "axis" in found else ""
            text = f"{written}({subject.source(selected.value)}{axis}, where={where})"
            yield RULE.replacement(subject, node, _WHERE, text, *removals)


def _where(subject: Subject, selected: ast.Subscript, axis: ast.expr | None) -> str | None:
    """Return the mask as a reduction's ``where``, None if it selects in another way."""
    mask, array = subject.value(selected.slice), subject.value(selected.value)
    if mask.dtypes != {"bool"} or not mask.is_array:
        return None
    if not is_array(subject, selected.value, (1, 2)):
        return None
    if mask.dimensions == array.dimensions and axis is None:
        return subject.source(selected.slice)
    is_first = axis is None or constant(axis) == 0
    if (mask.dimensions, array.dimensions) == (1, 2) and is_first:
        return f"{subject.operand(selected.slice)}[:, None]"
    return None


def _is_list(subject: Subject, node: ast.expr) -> bool:
    """Return whether an index selects several elements along one axis."""
    value = subject.value(node)
    if isinstance(node, ast.List):
        return True
    if any(seen.type_name == "list" for seen in value.seen):
        return len(value.seen) == 1
    return value.dimensions == 1
