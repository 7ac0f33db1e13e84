"""Data moved for nothing: casts to the dtype it has, copies, stacking again and again.

Newer releases bill for every element that is written, so that moving costs as computing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import takewhile

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.edits import Edit
from whestdocs.estimators.advice.source.mentions import (
    is_name,
    mentioned,
    names,
    target,
    writes_into,
)
from whestdocs.estimators.advice.source.passes import Loop
from whestdocs.estimators.advice.source.patterns import NUMPY, receiver
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.source.variables import set_before

RULE = Rule("movement", "casts, copies and stacks that are not needed")
_UNMOVED = "`{}` {}, and newer releases bill for every element moved."
_AFTER_LOOP = (
    "`{}` runs in every iteration, and only the last result is used. Run it once, after the loop."
)
_AS_LIST = (
    "`{}` moves all earlier rows again in every iteration. Collect "
    "them in a list and join them once, after the loop."
)
_COPIES = frozenset(
    f"{NUMPY}.{name}" for name in ("array", "copy", "ascontiguousarray", "asfortranarray")
)
_GLUES = frozenset(f"{NUMPY}.{name}" for name in ("concatenate", "vstack", "hstack", "stack"))


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield candidates for casts, copies and stacks that are not needed."""
    for call in subject.expressions(ast.Call):
        moved = _moved(subject, call)
        if moved is not None and _is_unchanged(subject, call, moved):
            yield _unmoved(subject, call, moved)
        elif subject.full_name(call) in _GLUES:
            yield from _once(subject, call)


def _moved(subject: Subject, call: ast.Call) -> ast.expr | None:
    """Return the array that a call casts or copies, None if it does something else."""
    owner = receiver(call)
    is_moving = owner is not None and call.func.attr in ("astype", "copy")  # type: ignore[attr-defined]
    if owner is not None and is_moving and subject.value(owner).is_array:
        return owner
    return call.args[0] if call.args and subject.full_name(call) in _COPIES else None


def _is_unchanged(subject: Subject, call: ast.Call, moved: ast.expr) -> bool:
    """Return whether a call gives the array that it is given, and nothing writes into it."""
    before, after = subject.value(moved), subject.value(call)
    if not before.is_array or before.seen != after.seen:
        return False
    around, function = subject.parent(call), subject.function(call)
    variables: set[str] = set()
    if isinstance(around, ast.Assign):
        variables = variables.union(*map(mentioned, around.targets))
    is_written = function is not None and writes_into(function, variables)
    return len(before.dtypes) == 1 and not is_written


def _unmoved(subject: Subject, call: ast.Call, moved: ast.expr) -> Candidate:
    text, cause = subject.source(moved), "is copied and not written into afterwards"
    if isinstance(call.func, ast.Attribute) and call.func.attr == "astype":
        cause = f"is {min(subject.value(moved).dtypes)} already"
    message = _UNMOVED.format(subject.shown(moved), cause)
    edit = subject.replaced(call, subject.operand(moved))
    return RULE.candidate(subject, call, message, text, edit)


def _once(subject: Subject, call: ast.Call) -> Iterator[Candidate]:
    """Yield the candidate that stacks once, after a loop, what is stacked in every iteration."""
    statement = subject.parent(call)
    loop = None if statement is None else subject.parent(statement)
    name = None if statement is None else target(statement)
    if not isinstance(statement, ast.Assign) or not isinstance(loop, Loop) or name is None:
        return
    inside = [found for found in names(loop) if found.id == name]
    if len(inside) == 1:  # Nothing in the loop needs it.
        text = subject.source(statement)
        message = _AFTER_LOOP.format(subject.shown(statement))
        edits = (subject.removed(statement), subject.appended(loop, text))
        yield RULE.candidate(subject, call, message, text, *edits)
    elif len(inside) == 2:
        yield from _as_list(subject, call, statement, loop, name)


def _as_list(
    subject: Subject, call: ast.Call, statement: ast.Assign, loop: Loop, name: str
) -> Iterator[Candidate]:
    """Yield the candidate that collects rows in a list and glues them once."""
    whole, begin = call.args[0] if call.args else None, set_before(subject, loop, name)
    if not isinstance(whole, (ast.List, ast.Tuple)) or len(whole.elts) != 2:
        return
    between = takewhile(lambda found: found is not begin, subject.before(loop))
    if begin is None or any(name in mentioned(found) for found in between):
        return
    grown, row = whole.elts
    if not is_name(grown, name):
        return
    parts, added = f"{name}_parts", subject.source(row)
    words = [subject.source(word) for word in call.args[1:]]
    words += [f"{word.arg}={subject.source(word.value)}" for word in call.keywords if word.arg]
    glued = f"{name} = {subject.source(call.func)}({', '.join([parts, *words])})"
    append = f"{parts}.append({added})"
    edits = (
        Edit(subject.span(begin), f"{parts} = [{subject.source(begin.value)}]"),
        Edit(subject.span(statement), append),
        subject.appended(loop, glued),
    )
    message = _AS_LIST.format(subject.shown(call))
    yield RULE.candidate(subject, call, message, f"{append}\n{glued}", *edits)
