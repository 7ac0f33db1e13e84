"""What the names of a file stand for where they are read: by imports, and by what passes them on.

A name belongs to the innermost function that binds it, as in Python. One that is bound once to
another name with a meaning has that meaning; so has a parameter to which a default, or every
call of its function in the file, gives the same module.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.estimators.advice.source.mentions import last_name

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_Scope = ast.AST
#: How often a name is followed to another.
_DEEPEST = 8


class Imports:
    """The meanings of the names of one file.

    A name that a scope binds in several ways means nothing certain there.
    """

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._scopes: dict[ast.AST, _Scope] = {}
        self._outer: dict[_Scope, _Scope | None] = {tree: None}
        self._bound: dict[_Scope, dict[str, list[ast.AST]]] = {}
        self._calls: dict[str, list[ast.Call]] = {}
        self._targets: set[ast.AST] = set()
        self._all: list[Imports] = [self]
        self._enter(tree, tree)

    def know(self, others: list[Imports]) -> None:
        """Take the calls of other files into account too, this one among them."""
        self._all = others

    def full_name(self, node: ast.AST) -> str:
        """Return what a name, an attribute or the function of a call stands for, or ""."""
        return self._meaning(node, _DEEPEST)

    def spelling(self, full_name: str, near: ast.AST | None = None) -> str | None:
        """Return how code can write what has a full name, None if it has no name for it there."""
        scope: _Scope | None = self._scopes.get(near, self._tree) if near else self._tree
        hidden: set[str] = set()
        while scope is not None:
            names = [name for name in self._bound.get(scope, {}) if name not in hidden]
            spellings = [
                name + full_name[len(meaning) :]
                for name in names
                if (meaning := self._bound_to(scope, name, _DEEPEST))
                and f"{full_name}.".startswith(f"{meaning}.")
            ]
            if spellings:
                return min(spellings, key=len)
            hidden |= set(names)
            scope = self._outer[scope]
        return None

    def _enter(self, node: ast.AST, scope: _Scope) -> None:
        """Note the scope of a node and of all in it, and what they bind."""
        self._scopes[node] = scope
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            self._targets.add(node.targets[0])  # What it is bound to is known.
        for name in _bound(node) if node not in self._targets else ():
            self._bound.setdefault(scope, {}).setdefault(name, []).append(node)
        if isinstance(node, ast.Call):
            self._calls.setdefault(last_name(node.func), []).append(node)
        if isinstance(node, _FUNCTIONS):
            self._outer[node] = scope
            body = [node.body] if isinstance(node, ast.Lambda) else node.body
            for child in ast.iter_child_nodes(node):
                is_inside = child in body or isinstance(child, ast.arguments)
                self._enter(child, node if is_inside else scope)
            return
        for child in ast.iter_child_nodes(node):
            self._enter(child, scope)

    def _meaning(self, node: ast.AST, depth: int) -> str:
        if isinstance(node, ast.Call):
            return self._meaning(node.func, depth)
        if isinstance(node, ast.Attribute):
            owner = self._meaning(node.value, depth)
            return owner and f"{owner}.{node.attr}"
        if not isinstance(node, ast.Name) or depth <= 0:
            return ""
        scope: _Scope | None = self._scopes.get(node, self._tree)
        while scope is not None:
            if node.id in self._bound.get(scope, {}):
                return self._bound_to(scope, node.id, depth)
            scope = self._outer[scope]
        return ""

    def _bound_to(self, scope: _Scope, name: str, depth: int) -> str:
        """Return what a name stands for in the scope that binds it, or ""."""
        meanings = {
            self._by(binding, scope, name, depth) for binding in self._bound[scope].get(name, [])
        }
        return meanings.pop() if len(meanings) == 1 else ""

    def _by(self, binding: ast.AST, scope: _Scope, name: str, depth: int) -> str:
        """Return what one binding makes of a name, or ""."""
        if isinstance(binding, (ast.Import, ast.ImportFrom)):
            return dict(_imported(binding)).get(name, "")
        if isinstance(binding, ast.Assign) and isinstance(binding.value, (ast.Name, ast.Attribute)):
            return self._meaning(binding.value, depth - 1)
        if isinstance(binding, ast.arg) and isinstance(scope, ast.FunctionDef):
            return self._given(scope, name, depth)
        return ""

    def _given(self, function: ast.FunctionDef, name: str, depth: int) -> str:
        """Return what a parameter stands for, by its default and by all calls of its function."""
        positional = [*function.args.posonlyargs, *function.args.args]
        names = [parameter.arg for parameter in positional]
        defaults = dict(zip(names[::-1], function.args.defaults[::-1], strict=False))
        given: list[ast.expr] = [defaults[name]] if name in defaults else []
        meanings = {self._meaning(found, depth - 1) for found in given}
        is_method = names[:1] in (["self"], ["cls"])
        for imports in self._all:
            for call in imports._calls.get(function.name, []):
                has_owner = is_method and isinstance(call.func, ast.Attribute)
                passed = dict(zip(names[1:] if has_owner else names, call.args, strict=False))
                passed |= {word.arg: word.value for word in call.keywords if word.arg}
                if name in passed:
                    meanings.add(imports._meaning(passed[name], depth - 1))
                elif name not in defaults:
                    return ""
        return meanings.pop() if len(meanings) == 1 else ""


def _imported(node: ast.AST) -> list[tuple[str, str]]:
    """Return the names that an import binds, with what they stand for."""
    if isinstance(node, ast.Import):
        return [
            (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
            for alias in node.names
        ]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [(alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names]
    return []


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node binds in its scope."""
    yield from (name for name, _ in _imported(node))
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        if isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
