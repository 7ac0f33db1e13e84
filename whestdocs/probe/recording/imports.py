"""Where a file imports a package, and means it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_EXPECTED = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


def import_line(tree: ast.AST, package: str) -> int | None:
    """Return the first line that imports a package or from it, None if there is none.

    What is for type checkers alone does not count, nor what is tried and may fail.
    """
    lines = (node.lineno for node in _imports(tree) if package in _packages(node))
    return min(lines, default=None)


def _imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            yield child
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            for statement in child.orelse:
                yield from _imports(statement)
        elif not (isinstance(child, ast.Try) and any(map(_expects, child.handlers))):
            yield from _imports(child)


def _packages(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    return {(node.module or "").partition(".")[0]} if not node.level else set()


def _expects(handler: ast.ExceptHandler) -> bool:
    """Return whether a handler is there for an import that fails."""
    caught = handler.type
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(kind is None or getattr(kind, "id", None) in _EXPECTED for kind in kinds)
