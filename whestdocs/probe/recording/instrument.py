"""Instrumenting a tree: each expression hands its value on to somebody who notes it.

``a + b.T`` becomes ``note(2, note(0, a) + note(1, note(...).T))`` with the places of the
original, so that values, FLOPs, errors and lines stay what they were.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

#: Name by which instrumented code calls who takes the notes. No class mangles it.
NOTE = "__whestdocs_note__"

#: Where an expression ends and begins: first line, column, last line, column.
Extent = tuple[int, int, int, int]

#: Kinds of expressions whose values are of interest. Constants say theirs themselves.
_NOTED = (
    *(ast.Name, ast.Attribute, ast.Subscript, ast.BinOp, ast.UnaryOp, ast.Compare),
    *(ast.BoolOp, ast.IfExp, ast.NamedExpr, ast.Call),
)
#: Fields that hold no expressions of the running code, or whose form matters to Python.
_LEFT_ALONE = frozenset(
    {"annotation", "returns", "decorator_list", "bases", "type_params", "pattern", "simple"}
)


def instrument(tree: ast.Module, number: Callable[[Extent], int]) -> None:
    """Wrap the expressions of a tree, in place, each noted under the number of its extent."""
    _Instrument(number).visit(tree)
    ast.fix_missing_locations(tree)


class _Instrument(ast.NodeTransformer):
    """Wraps the expressions inside a node."""

    def __init__(self, number: Callable[[Extent], int]) -> None:
        self._number = number

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Wrap the expressions in all fields of a node but those that are left alone."""
        for name, old in ast.iter_fields(node):
            if name in _LEFT_ALONE:
                continue
            if isinstance(old, list):
                setattr(node, name, list(self._visited(old)))
            elif isinstance(old, ast.AST):
                setattr(node, name, self.visit(old))
        return node

    def _visited(self, nodes: list[object]) -> Iterator[object]:
        for node in nodes:
            if isinstance(node, ast.AugAssign) and _is_plain(node.target):
                yield self._before(node.target)
            yield self.visit(node) if isinstance(node, ast.AST) else node

    def visit(self, node: ast.AST) -> ast.AST:
        """Wrap a node, or the expressions in it."""
        if isinstance(node, (ast.JoinedStr, ast.Global, ast.Nonlocal)):
            return node  # Formatted values are no expressions to Python's compiler.
        if isinstance(node, ast.Call):
            return self._wrapped(self._call(node))
        inner = self.generic_visit(node)
        is_read = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
        return self._wrapped(inner) if isinstance(inner, _NOTED) and is_read else inner

    def _call(self, call: ast.Call) -> ast.Call:
        """Wrap the arguments of a call, and what a method is called on.

        The function itself stays: ``super`` must be called by its name.
        """
        if isinstance(call.func, ast.Attribute):
            call.func.value = self.visit(call.func.value)  # type: ignore[assignment]
        elif not isinstance(call.func, ast.Name):
            call.func = self.visit(call.func)  # type: ignore[assignment]
        call.args = list(self._visited(call.args))  # type: ignore[arg-type]
        for keyword in call.keywords:
            keyword.value = self.visit(keyword.value)  # type: ignore[assignment]
        return call

    def _wrapped(self, node: ast.expr) -> ast.Call:
        end = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        number = ast.Constant(self._number((node.lineno, node.col_offset, *end)))
        note = ast.Call(ast.Name(NOTE, ast.Load()), [number, node], [])
        for part in (note, note.func, number):
            ast.copy_location(part, node)
        return note

    def _before(self, target: ast.expr) -> ast.Expr:
        """Return a statement that notes what a variable is before it is added to."""
        read: ast.expr = ast.Name(getattr(target, "id", ""), ast.Load())
        if isinstance(target, ast.Attribute):
            owner = ast.copy_location(ast.Name(target.value.id, ast.Load()), target.value)  # type: ignore[attr-defined]
            read = ast.Attribute(owner, target.attr, ast.Load())
        return ast.copy_location(ast.Expr(self._wrapped(ast.copy_location(read, target))), target)


def _is_plain(target: ast.expr) -> bool:
    """Return whether reading a target once more does nothing: ``x`` and ``self.x``."""
    return isinstance(target.value if isinstance(target, ast.Attribute) else target, ast.Name)
