"""Which variables code mentions: reads, binds, or writes into."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

#: Functions that write into their first argument, and methods that write into their array.
_INTO_ARGUMENT = frozenset({"fill_diagonal", "copyto", "put", "place", "putmask", "put_along_axis"})
_INTO_OWNER = frozenset({"fill", "sort", "partition", "resize", "setflags", "itemset"})
IN_PLACE = _INTO_ARGUMENT | _INTO_OWNER


def names(node: ast.AST) -> Iterator[ast.Name]:
    """Yield the variables in a node, wherever they stand."""
    return (found for found in ast.walk(node) if isinstance(found, ast.Name))


def mentioned(node: ast.AST) -> set[str]:
    """Return the names of all variables in a node."""
    return {found.id for found in names(node)}


def loaded(node: ast.AST) -> set[str]:
    """Return the names of the variables that a node reads."""
    return {found.id for found in names(node) if isinstance(found.ctx, ast.Load)}


def bound(node: ast.AST) -> set[str]:
    """Return the names of the variables that a node binds or deletes."""
    return {found.id for found in names(node) if not isinstance(found.ctx, ast.Load)}


def readers(node: ast.AST, name: str) -> list[ast.Name]:
    """Return where a node reads a variable."""
    return [n for n in names(node) if n.id == name and isinstance(n.ctx, ast.Load)]


def is_name(node: ast.AST, name: str) -> TypeGuard[ast.Name]:
    """Return whether a node is nothing but a variable."""
    return isinstance(node, ast.Name) and node.id == name


def root(node: ast.AST) -> str:
    """Return the variable that attributes and subscripts begin with, "" if they do not."""
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Starred)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def last_name(node: ast.AST) -> str:
    """Return the last name of what is called or read, such as ``zeros`` of ``fnp.zeros``."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def target(statement: ast.AST) -> str | None:
    """Return the variable that a statement such as ``x = ...`` binds, None for any other."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        [found] = statement.targets
        return found.id if isinstance(found, ast.Name) else None
    return None


def assignments(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield each target in a node that is assigned to, with the expression that it is given."""
    for found in ast.walk(node):
        if isinstance(found, ast.Assign):
            yield from ((target, found.value) for target in found.targets)
        elif isinstance(found, (ast.AnnAssign, ast.NamedExpr)) and found.value is not None:
            yield found.target, found.value


def parts(target: ast.expr) -> list[ast.expr]:
    """Return the targets that a target unpacks into, itself if it does not unpack."""
    return target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]


def is_declared(function: ast.AST, name: str) -> bool:
    """Return whether a function declares a variable to be that of another scope."""
    return any(
        isinstance(node, (ast.Global, ast.Nonlocal)) and name in node.names
        for node in ast.walk(function)
    )


def written(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what a node itself writes into."""
    if isinstance(node, ast.AugAssign):
        yield node.target
    elif isinstance(node, (ast.Subscript, ast.Attribute)) and not isinstance(node.ctx, ast.Load):
        yield node.value
    elif isinstance(node, ast.Call):
        yield from (word.value for word in node.keywords if word.arg == "out")
        name = last_name(node.func)
        if name in _INTO_ARGUMENT and node.args:
            yield node.args[0]
        elif name in IN_PLACE and isinstance(node.func, ast.Attribute):
            yield node.func.value


def changed(node: ast.AST) -> set[str]:
    """Return the names of the variables that a node binds, deletes, or may write into."""
    return bound(node).union(
        *(mentioned(target) for part in ast.walk(node) for target in written(part))
    )


def writes_into(node: ast.AST, variables: set[str]) -> bool:
    """Return whether code writes into one of some variables."""
    return any(
        not variables.isdisjoint(mentioned(target))
        for part in ast.walk(node)
        for target in written(part)
    )
