"""Variables: what one stands for, who uses it, and whether it may be put in place of itself.

Only what holds whatever the numbers are: a variable that is bound once, by a plain assignment
that runs before its use in the same block, to an expression whose own variables are not
changed in between.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.advice.subject import Subject

_Position = tuple[int, int]
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
#: What runs its parts several times, at another time, or not at all.
_APART = (
    *(ast.For, ast.AsyncFor, ast.While, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


def definition(subject: Subject, name: ast.Name) -> ast.Assign | None:
    """Return the assignment whose expression a variable still stands for, None if unknown."""
    function = subject.function(name)
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    [*bindings] = _bindings(function, name.id)
    if len(bindings) != 1 or _is_declared(function, name.id):
        return None
    assignment = subject.parent(bindings[0])
    if not isinstance(assignment, ast.Assign) or len(assignment.targets) != 1:
        return None
    if subject.function(assignment) is not function or not _follows(subject, assignment, name):
        return None
    needed = {node.id for node in ast.walk(assignment.value) if isinstance(node, ast.Name)}
    start, end = _end_of(assignment), (name.lineno, name.col_offset)
    changed = any(start <= place < end for place in _changes(function, needed | {name.id}))
    return None if changed else assignment


def uses(subject: Subject, assignment: ast.Assign) -> list[ast.Name]:
    """Return where the variable that an assignment binds is read in its function."""
    [target] = assignment.targets
    function = subject.function(assignment)
    if not isinstance(target, ast.Name) or function is None:
        return []
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and node.id == target.id and isinstance(node.ctx, ast.Load)
    ]


def sole_definition(subject: Subject, name: ast.Name) -> ast.Assign | None:
    """Return a variable's assignment if nothing else reads the variable, so that it can go."""
    found = definition(subject, name)
    return found if found is not None and len(uses(subject, found)) == 1 else None


def fresh_name(subject: Subject, near: ast.AST, wanted: str) -> str:
    """Return a name like the wanted one that the function around a node does not have."""
    around = [found for found in subject.ancestors(near) if isinstance(found, _SCOPES)]
    names = {getattr(node, "id", None) for outer in around for node in ast.walk(outer)}
    names |= {getattr(node, "arg", None) for outer in around for node in ast.walk(outer)}
    name = wanted
    while name in names:
        name += "_"
    return name


def _bindings(function: ast.AST, name: str) -> Iterator[ast.AST]:
    for node in ast.walk(function):
        is_bound = isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
        if is_bound and getattr(node, "id", "") == name:
            yield node
        if isinstance(node, ast.arg) and node.arg == name:
            yield node


def _is_declared(function: ast.AST, name: str) -> bool:
    return any(
        isinstance(node, (ast.Global, ast.Nonlocal)) and name in node.names
        for node in ast.walk(function)
    )


def _follows(subject: Subject, assignment: ast.Assign, name: ast.Name) -> bool:
    """Return whether a use runs once after the assignment, whenever that has run."""
    around = subject.parent(assignment)
    inner: ast.AST = name
    for outer in subject.ancestors(name):
        if outer is around:
            break
        if isinstance(outer, _APART):
            return False
        inner = outer
    else:
        return False
    for block in (getattr(around, field, []) for field in ("body", "orelse", "finalbody")):
        if assignment in block:
            return inner in block and block.index(inner) > block.index(assignment)
    return False


def _changes(function: ast.AST, names: set[str]) -> Iterator[_Position]:
    """Yield where one of the variables is bound anew, or its array or object is changed."""
    for node in ast.walk(function):
        if isinstance(node, (ast.Name, ast.Subscript, ast.Attribute)):
            changed: ast.expr | None = None if isinstance(node.ctx, ast.Load) else node
        elif isinstance(node, ast.Call) and _changes_its_argument(node):
            changed = node.args[0]
        else:
            continue
        if changed is not None and _root(changed) in names:
            yield changed.lineno, changed.col_offset


def _changes_its_argument(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return bool(call.args) and name in ("fill_diagonal", "put", "putmask", "copyto", "place")


def _root(node: ast.AST) -> str:
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Starred)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _end_of(node: ast.stmt) -> _Position:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
