"""What statements do: the variables that they change, and those that are needed after a loop."""

from __future__ import annotations

import ast

from whestdocs.estimators.advice.source.functions import is_pure
from whestdocs.estimators.advice.source.mentions import mentioned, names, parts
from whestdocs.estimators.advice.source.passes import Loop
from whestdocs.estimators.advice.source.patterns import is_called
from whestdocs.estimators.advice.source.subject import Subject, end, start

#: What a block must not have, for the reading to hold.
OPAQUE = (
    *(ast.Break, ast.Continue, ast.Return, ast.Await, ast.Lambda),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Global, ast.Nonlocal),
)


def changes(subject: Subject, statement: ast.stmt) -> set[str] | None:
    """Return the variables that are all a statement changes, None if it may do anything else."""
    if isinstance(statement, ast.Assign):
        return _assigned(subject, statement.targets, statement.value)
    if isinstance(statement, (ast.AnnAssign, ast.AugAssign)) and statement.value is not None:
        return _assigned(subject, [statement.target], statement.value)
    if isinstance(statement, ast.Expr):
        call = statement.value
        if isinstance(call, ast.Call) and is_called(subject, call, "fill_diagonal") and call.args:
            is_free = all(is_pure(subject, argument) for argument in call.args)
            return _changed_by([call.args[0]]) if is_free else None
    if isinstance(statement, ast.If) and is_pure(subject, statement.test):
        inner = [changes(subject, found) for found in (*statement.body, *statement.orelse)]
        known = [found for found in inner if found is not None]
        return set().union(*known) if len(known) == len(inner) else None
    return None


def _assigned(subject: Subject, targets: list[ast.expr], value: ast.expr) -> set[str] | None:
    if not is_pure(subject, value):
        return None
    return _changed_by([part for target in targets for part in parts(target)])


def _changed_by(targets: list[ast.expr]) -> set[str] | None:
    """Return the variables that targets bind or write into, None if one is something else."""
    found: set[str] = set()
    for target in targets:
        while isinstance(target, ast.Subscript):
            target = target.value
        if not isinstance(target, ast.Name):
            return None
        found.add(target.id)
    return found


def needed_afterwards(subject: Subject, loop: Loop) -> set[str]:
    """Return the variables that are read once the loop has ended."""
    function, inside = subject.function(loop), set(ast.walk(loop))
    if function is None:
        return set()
    is_repeated = any(
        isinstance(outer, (ast.For, ast.While))
        for outer in subject.ancestors(loop)
        if subject.function(outer) is function
    )
    found = mentioned(loop.test) if isinstance(loop, ast.While) else set()
    for name in names(function):
        if name not in inside and isinstance(name.ctx, ast.Load):
            is_elsewhere = subject.function(name) is not function
            if is_repeated or is_elsewhere or start(name) >= end(loop):
                found.add(name.id)
    for declared in ast.walk(function):
        if isinstance(declared, (ast.Global, ast.Nonlocal)):
            found |= set(declared.names)
    return found


def is_plain(function: ast.FunctionDef) -> bool:
    """Return whether a function runs from its top to the only return, at its end."""
    *before, last = function.body
    if not isinstance(last, ast.Return) or last.value is None:
        return False
    if any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in ast.walk(function)):
        return False
    if function.args.vararg or function.args.kwarg or not function.args.args:
        return False
    return not any(isinstance(node, OPAQUE) for found in before for node in ast.walk(found))
