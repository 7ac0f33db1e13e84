"""What the names of a file stand for, by its imports alone."""

from __future__ import annotations

import ast


class Imports:
    """The imports of one file, wherever they stand in it.

    A name that is also bound to something else means nothing certain, and is left out.
    """

    def __init__(self, tree: ast.Module) -> None:
        self._full_names: dict[str, str] = {}
        taken: set[str] = set()
        for node in ast.walk(tree):
            for name, full_name in _imported(node):
                if self._full_names.setdefault(name, full_name) != full_name:
                    taken.add(name)
            taken |= _bound(node)
        for name in taken:
            self._full_names.pop(name, None)

    def full_name(self, node: ast.AST) -> str:
        """Return what a name, an attribute or the function of a call stands for, or ""."""
        if isinstance(node, ast.Call):
            return self.full_name(node.func)
        if isinstance(node, ast.Attribute):
            owner = self.full_name(node.value)
            return owner and f"{owner}.{node.attr}"
        return self._full_names.get(node.id, "") if isinstance(node, ast.Name) else ""

    def spelling(self, full_name: str) -> str | None:
        """Return how the file can write what has a full name, None if it imports nothing of it."""
        spellings = [
            name + full_name[len(found) :]
            for name, found in self._full_names.items()
            if f"{full_name}.".startswith(f"{found}.")
        ]
        return min(spellings, key=len, default=None)


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


def _bound(node: ast.AST) -> set[str]:
    """Return the names that a node binds otherwise than by an import."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        return {node.id}
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, ast.arg):
        return {node.arg}
    return set()
