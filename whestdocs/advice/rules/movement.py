"""Data moved for nothing: casts to the dtype it has, copies, stacking again and again.

Newer releases bill for every element that is written, so that moving costs as computing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.advice.candidate import Candidate, Edit
from whestdocs.advice.rules.inputs import NUMPY, argument
from whestdocs.advice.subject import Subject

_COPIES = frozenset(
    f"{NUMPY}.{name}" for name in ("array", "copy", "ascontiguousarray", "asfortranarray")
)
_GLUES = frozenset(f"{NUMPY}.{name}" for name in ("concatenate", "vstack", "hstack", "stack"))
#: Functions that write into their first argument, and methods that write into their array.
_IN_PLACE = frozenset({"fill_diagonal", "copyto", "put", "place", "putmask", "put_along_axis"})
_IN_PLACE_METHODS = frozenset({"fill", "sort", "partition", "resize", "setflags"})
_LOOPS = (ast.For, ast.While)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield candidates for casts, copies and stacks that are not needed."""
    for call in subject.expressions(ast.Call):
        moved = _moved(subject, call)
        if moved is not None and _is_the_same(subject, call, moved):
            yield _unmoved(subject, call, moved)
        elif subject.full_name(call) in _GLUES:
            yield from _once(subject, call)


def _moved(subject: Subject, call: ast.Call) -> ast.expr | None:
    """Return the array that a call casts or copies, None if it does something else."""
    if isinstance(call.func, ast.Attribute) and call.func.attr in ("astype", "copy"):
        value = subject.value(call.func.value)
        if value is not None and value.is_array:
            return call.func.value
    return call.args[0] if call.args and subject.full_name(call) in _COPIES else None


def _is_the_same(subject: Subject, call: ast.Call, moved: ast.expr) -> bool:
    """Return whether a call gives the array that it is given, every time."""
    before, after = subject.value(moved), subject.value(call)
    return (
        before is not None
        and after is not None
        and before.is_array
        and before.seen == after.seen
        and len(before.dtypes) == 1
        and not _is_changed(subject, call)
    )


def _is_changed(subject: Subject, call: ast.Call) -> bool:
    """Return whether the variable that a copy is put into may be written into."""
    around, function = subject.parent(call), subject.function(call)
    if not isinstance(around, ast.Assign) or function is None:
        return False
    names = {
        node.id
        for target in around.targets
        for node in ast.walk(target)
        if isinstance(node, ast.Name)
    }
    return any(writes(node, names) for node in ast.walk(function))


def writes(node: ast.AST, names: set[str]) -> bool:
    """Return whether a node writes into one of some variables."""
    target = _written(node)
    return target is not None and any(
        isinstance(part, ast.Name) and part.id in names for part in ast.walk(target)
    )


def _written(node: ast.AST) -> ast.AST | None:
    """Return what a node writes into, None if it writes into nothing."""
    if isinstance(node, ast.AugAssign):
        return node.target
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in _IN_PLACE:
            return node.args[0] if node.args else node.func.value
        if node.func.attr in _IN_PLACE_METHODS:
            return node.func.value
    return None


def _unmoved(subject: Subject, call: ast.Call, moved: ast.expr) -> Candidate:
    text = subject.source(moved)
    is_cast = isinstance(call.func, ast.Attribute) and call.func.attr == "astype"
    value = subject.value(moved)
    dtype = "" if value is None else min(value.dtypes)
    cause = f"is {dtype} already" if is_cast else "is copied and not written into afterwards"
    return Candidate(
        kind="movement",
        span=subject.span(call),
        message=f"`{text}` {cause}, and newer releases bill for every element moved.",
        rewrite=text,
        edits=(subject.replaced(call, subject.operand(moved)),),
    )


def _once(subject: Subject, call: ast.Call) -> Iterator[Candidate]:
    """Yield the candidate that stacks once, after a loop, what is stacked in every iteration."""
    statement = subject.parent(call)
    loop = None if statement is None else subject.parent(statement)
    if not isinstance(statement, ast.Assign) or not isinstance(loop, _LOOPS):
        return
    (target, *others), whole = statement.targets, argument(call, 0, "arrays")
    if others or not isinstance(target, ast.Name) or whole is None:
        return
    inside = [
        node
        for node in ast.walk(loop)
        if isinstance(node, ast.Name) and node.id == target.id and node is not target
    ]
    if not inside:
        yield _after_loop(subject, call, statement, loop)
    elif len(inside) == 1 and isinstance(whole, (ast.List, ast.Tuple)):
        yield from _as_list(subject, call, statement, loop, inside[0])


def _after_loop(
    subject: Subject, call: ast.Call, statement: ast.Assign, loop: ast.For | ast.While
) -> Candidate:
    """Return the candidate that moves a statement behind its loop: nothing in it needs it."""
    text = subject.source(statement)
    return Candidate(
        kind="movement",
        span=subject.span(call),
        message=(
            f"`{text}` runs in every iteration, and only the last result is used. Run it once, "
            "after the loop."
        ),
        rewrite=text,
        edits=(subject.removed(statement), subject.appended(loop, text)),
    )


def _as_list(
    subject: Subject,
    call: ast.Call,
    statement: ast.Assign,
    loop: ast.For | ast.While,
    grown: ast.Name,
) -> Iterator[Candidate]:
    """Yield the candidate that collects rows in a list and glues them once."""
    whole = call.args[0] if call.args else None
    begin = _set_before(subject, loop, grown.id)
    if not isinstance(whole, (ast.List, ast.Tuple)) or len(whole.elts) != 2 or begin is None:
        return
    if whole.elts[0] is not grown:
        return
    row, parts = subject.source(whole.elts[1]), f"{grown.id}_parts"
    function = subject.source(call.func)
    words = [subject.source(word) for word in call.args[1:]]
    words += [f"{word.arg}={subject.source(word.value)}" for word in call.keywords if word.arg]
    glued = f"{grown.id} = {function}({', '.join([parts, *words])})"
    edits: tuple[Edit, ...] = (
        Edit(subject.span(begin), f"{parts} = [{subject.source(begin.value)}]"),
        Edit(subject.span(statement), f"{parts}.append({row})"),
        subject.appended(loop, glued),
    )
    yield Candidate(
        kind="movement",
        span=subject.span(call),
        message=(
            f"`{subject.source(call)}` moves all earlier rows again in every iteration. Collect "
            "them in a list and join them once, after the loop."
        ),
        rewrite=f"{parts}.append({row})\n{glued}",
        edits=edits,
    )


def _set_before(subject: Subject, loop: ast.For | ast.While, name: str) -> ast.Assign | None:
    """Return the statement of the same block that sets a variable before a loop, if only one does.

    Between it and the loop nothing may use the variable.
    """
    block = getattr(subject.parent(loop), "body", [])
    before = block[: block.index(loop)] if loop in block else []
    mentions = [
        found
        for found in before
        if any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(found))
    ]
    if len(mentions) == 1 and isinstance(mentions[0], ast.Assign) and len(mentions[0].targets) == 1:
        return mentions[0]
    return None
