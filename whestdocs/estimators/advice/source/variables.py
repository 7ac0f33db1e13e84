"""Variables: what one stands for, who uses it, and whether it may be put in place of itself.

Only what holds whatever the numbers are: a variable that is bound once, by a plain assignment
that runs before its use in the same block, to an expression whose own variables are not
changed in between.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.estimators.advice.source.edits import Edit
from whestdocs.estimators.advice.source.mentions import (
    bound,
    is_declared,
    is_name,
    mentioned,
    names,
    readers,
    root,
    target,
    written,
)
from whestdocs.estimators.advice.source.subject import Subject, end, start

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
    found = bindings(function, name.id)
    if len(found) != 1 or is_declared(function, name.id):
        return None
    assignment = subject.parent(found[0])
    if not isinstance(assignment, ast.Assign) or target(assignment) is None:
        return None
    if subject.function(assignment) is not function or not _follows(subject, assignment, name):
        return None
    needed = mentioned(assignment.value) | {name.id}
    is_changed = any(
        end(assignment) <= start(changed) < start(name) and root(changed) in needed
        for changed in _changed(function)
    )
    return None if is_changed else assignment


def _changed(function: ast.AST) -> Iterator[ast.expr]:
    """Yield where a function binds a variable, or writes into one."""
    yield from (name for name in names(function) if not isinstance(name.ctx, ast.Load))
    for node in ast.walk(function):
        yield from written(node)


def _follows(subject: Subject, assignment: ast.Assign, name: ast.Name) -> bool:
    """Return whether a use runs once after the assignment, whenever that has run."""
    block = subject.block(assignment)
    inner: ast.AST = name
    for outer in subject.ancestors(name):
        if outer is subject.parent(assignment):
            return inner in block[block.index(assignment) + 1 :]
        if isinstance(outer, _APART):
            return False
        inner = outer
    return False


def value_of(subject: Subject, node: ast.expr) -> ast.expr:
    """Return the expression that a variable stands for, any other expression itself."""
    found = definition(subject, node) if isinstance(node, ast.Name) else None
    return node if found is None else value_of(subject, found.value)


def uses(subject: Subject, assignment: ast.Assign) -> list[ast.Name]:
    """Return where the variable that an assignment binds is read in its function."""
    name, function = target(assignment), subject.function(assignment)
    return [] if name is None or function is None else readers(function, name)


def sole_definition(subject: Subject, node: ast.expr) -> ast.Assign | None:
    """Return a variable's assignment if nothing else reads the variable, so that it can go."""
    found = definition(subject, node) if isinstance(node, ast.Name) else None
    return found if found is not None and len(uses(subject, found)) == 1 else None


def sole_value(subject: Subject, node: ast.expr) -> tuple[ast.expr, tuple[Edit, ...]]:
    """Return what a variable stands for that nothing else reads, and the edit that takes it out.

    Any other expression stands for itself.
    """
    found = sole_definition(subject, node)
    return (node, ()) if found is None else (found.value, (subject.removed(found),))


def set_before(subject: Subject, loop: ast.stmt, name: str) -> ast.Assign | None:
    """Return the assignment that last binds a variable in the block before a loop."""
    binding = next((one for one in subject.before(loop) if name in bound(one)), None)
    is_plain = isinstance(binding, ast.Assign) and target(binding) == name
    return binding if is_plain else None  # type: ignore[return-value]


def fresh_name(subject: Subject, wanted: str, near: ast.AST | None = None) -> str:
    """Return a name like the wanted one that nothing has yet.

    Args:
        subject: The estimator.
        wanted: The name.
        near: Where it is to be new: in the functions around a node; if there is none, in all
            files.
    """
    places: list[ast.AST] = [module.tree for module in subject.modules]
    if near is not None:
        scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        places = [outer for outer in subject.ancestors(near) if isinstance(outer, scopes)]
    taken = {
        getattr(node, attribute, None)
        for place in places
        for node in ast.walk(place)
        for attribute in ("id", "arg")
    }
    while wanted in taken:
        wanted += "_"
    return wanted


def bindings(function: ast.AST, name: str) -> list[ast.Name | ast.arg]:
    """Return where a function binds a variable, its parameter among them."""
    return [
        node
        for node in ast.walk(function)
        if (is_name(node, name) and not isinstance(node.ctx, ast.Load))
        or (isinstance(node, ast.arg) and node.arg == name)
    ]
