"""Rewriting a tree so that its exception handlers tell that they swallow; see `caught`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple, TypeVar

#: Names by which rewritten code calls who takes the notes. No class mangles them.
BEGUN = "__whestdocs_begun__"
RAISED = "__whestdocs_raised__"
LEFT = "__whestdocs_left__"
RETURNED = "__whestdocs_returned__"
#: Name of what those calls raise where no frame has room for them any more, and of the
#: dictionary that then has the handler's number: to write into it is no call.
NO_ROOM = "__whestdocs_no_room__"
MISSED = "__whestdocs_missed__"

#: Texts without which no file swallows anything in a way that its tree tells.
_WORDS = (b"except", b"finally", b"__exit__")

_Node = TypeVar("_Node", bound=ast.AST)
_Function = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


class Handler(NamedTuple):
    """What may swallow an exception.

    Attributes:
        line: Line of the ``except``; of the statement that leaves a ``finally``; of a ``return``.
        first: First line of what it guards.
        last: Last line of that.
        filename: Its file.
    """

    line: int
    first: int
    last: int
    filename: str = ""


#: Gives the number under which a handler tells.
Number = Callable[[Handler], int]


def may_swallow(content: bytes) -> bool:
    """Return whether a file has anything to rewrite; most have not, and are left as they are."""
    return any(word in content for word in _WORDS)


def tell_handlers(tree: ast.Module, number: Number) -> None:
    """Rewrite a tree, in place."""
    _Handlers(number).visit(tree)
    ast.fix_missing_locations(tree)


class _Handlers(ast.NodeTransformer):
    """Lets each handler inside a node tell."""

    def __init__(self, number: Number) -> None:
        self._number = number

    def visit_Try(self, node: ast.Try) -> ast.AST:
        """Rewrite the handlers of a ``try``, and the ways out of its ``finally``."""
        self.generic_visit(node)
        for handler in node.handlers:
            if not isinstance(handler.body[0], ast.Raise):
                self._tell(handler)
        if node.finalbody:
            exits = _Exits(self._number, node.lineno, node.finalbody[0].lineno - 1)
            node.finalbody = exits.statements(node.finalbody)
        return node

    def visit_TryStar(self, node: ast.Try) -> ast.AST:  # type: ignore[override]
        """Rewrite the handlers of a ``try`` with ``except*``."""
        return self.visit_Try(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Rewrite what an ``__exit__`` returns."""
        self.generic_visit(node)
        for function in node.body:
            if isinstance(function, ast.FunctionDef) and function.name == "__exit__":
                given = _given(function.args)
                if given is not None:
                    returns = _Returns(self._number, given)
                    for statement in function.body:
                        returns.visit(statement)
        return node

    def _tell(self, handler: ast.ExceptHandler) -> None:
        number = self._number(Handler(handler.lineno, handler.lineno, handler.lineno))
        raising = ast.ExceptHandler(None, None, [_told(RAISED, number), ast.Raise()])
        body = ast.Try(handler.body, [_placed(raising, handler)], [], [])
        begun = _placed(_told(BEGUN, number), handler)
        handler.body = [begun, ast.copy_location(body, handler)]


class _Exits(ast.NodeTransformer):
    """Lets each statement tell that leaves a ``finally`` block early."""

    def __init__(self, number: Number, first: int, last: int) -> None:
        self._number = number
        self._extent = first, last
        self._loops = 0

    def statements(self, nodes: list[ast.stmt]) -> list[ast.stmt]:
        """Return statements, rewritten."""
        block = ast.Module(body=nodes, type_ignores=[])
        self.generic_visit(block)
        return block.body

    def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
        """Rewrite a node, unless it is code of its own."""
        if isinstance(node, ast.Return) or (
            isinstance(node, (ast.Break, ast.Continue)) and not self._loops
        ):
            number = self._number(Handler(node.lineno, *self._extent))
            return [_placed(_told(LEFT, number), node), node]
        if isinstance(node, _Function):
            return node
        is_loop = isinstance(node, (ast.For, ast.AsyncFor, ast.While))
        self._loops += is_loop
        self.generic_visit(node)
        self._loops -= is_loop
        return node


class _Returns(ast.NodeTransformer):
    """Hands what a function returns to who takes the notes."""

    def __init__(self, number: Number, given: str) -> None:
        self._number = number
        self._given = given

    def visit(self, node: ast.AST) -> ast.AST:
        """Rewrite a node, unless it is code of its own."""
        if isinstance(node, _Function):
            return node
        if isinstance(node, ast.Return) and node.value is not None:
            number = self._number(Handler(node.lineno, node.lineno, node.lineno))
            given = ast.Name(self._given, ast.Load())
            call = _call(RETURNED, ast.Constant(number), node.value, given)
            for part in (call, call.func, call.args[0], given):
                ast.copy_location(part, node.value)
            node.value = call
            return node
        return self.generic_visit(node)


def _given(arguments: ast.arguments) -> str | None:
    """Return the argument of an ``__exit__`` that tells whether there is an exception."""
    named = [*arguments.posonlyargs, *arguments.args]
    if len(named) > 1:
        return named[1].arg
    return None if arguments.vararg is None else arguments.vararg.arg


def _told(name: str, number: int) -> ast.Try:
    """Return the statement that calls who takes the notes, whatever room there is."""
    told = ast.Expr(_call(name, ast.Constant(number)))
    missed = ast.Subscript(ast.Name(MISSED, ast.Load()), ast.Constant(number), ast.Store())
    noted = ast.Assign([missed], ast.Constant(name == BEGUN))
    no_room = ast.ExceptHandler(ast.Name(NO_ROOM, ast.Load()), None, [noted])
    return ast.Try([told], [no_room], [], [])


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def _placed(node: _Node, at: ast.AST) -> _Node:
    """Return new code, all of it at the place of what it belongs to."""
    for part in ast.walk(node):
        if "lineno" in part._attributes:
            ast.copy_location(part, at)
    return node
