"""What handlers in the author's code do with an exception, judged as Python executes them.

    try body raises -> the first handler whose types match -> its statements -> finally

An exception is swallowed wherever anything but a raise can come out at the end. Two exceptions
are followed: the one of a refused operation, and a bug, which is of no type that anybody
names.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from whestdocs.estimators.advice.source.mentions import assignments, last_name
from whestdocs.estimators.advice.source.subject import Subject, start

#: The exceptions that are followed: each by the names of its class and of those above it.
REFUSED = frozenset({"BudgetExhaustedError", "FlopscopeError", "Exception", "BaseException"})
BUG = frozenset({"Exception", "BaseException"})
#: Ways in which statements end: the next one runs, a jump out of them, an exception.
_NEXT, _RETURN, _BREAK, _CONTINUE, _RAISE = "next", "return", "break", "continue", "raise"
_ENDS: dict[type[ast.stmt], str] = {
    ast.Raise: _RAISE,
    ast.Return: _RETURN,
    ast.Break: _BREAK,
    ast.Continue: _CONTINUE,
}
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_TRIES = (ast.Try, ast.TryStar)
_WITHS = (ast.With, ast.AsyncWith)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
#: Functions that end the program by an exception.
_EXITS = frozenset({"sys.exit", "os._exit", "os.abort"})


@dataclass(frozen=True)
class Swallower:
    """What can swallow exceptions around some statements.

    Attributes:
        node: The handler; the ``with`` statement; the statement that leaves ``finally``.
        body: The statements whose exceptions it may swallow.
        refused: Whether it swallows a refused operation: True, False, or None for sometimes.
        bug: Whether it swallows a bug.
        how: ``"handler"``, ``"suppress"`` or ``"finally"``.
        expects_refused: Whether it names what a refused operation raises.
    """

    node: ast.ExceptHandler | ast.stmt
    body: list[ast.stmt]
    refused: bool | None
    bug: bool | None
    how: str
    expects_refused: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether neither of the two ever gets out."""
        return self.refused is True and self.bug is True


def swallowers(subject: Subject, tree: ast.AST) -> list[Swallower]:
    """Return what can swallow a refused operation or a bug in a file, in order of lines."""
    found: list[Swallower] = []
    for node in ast.walk(tree):
        if isinstance(node, _TRIES):
            found += _of_try(subject, node)
        elif isinstance(node, _WITHS):
            found += _of_with(subject, node)
    return sorted(found, key=lambda one: start(one.node))


def _of_try(subject: Subject, node: ast.Try | ast.TryStar) -> list[Swallower]:
    """Return the handlers that swallow, and what leaves ``finally`` so that nothing gets out."""
    found: list[Swallower] = []
    left = next(_jumps(node.finalbody, in_loop=False), None)  # It drops an exception.
    if left is not None:
        ways = _Flow(subject, BUG, None).ways(node.finalbody)
        is_always = _NEXT not in ways and _RAISE not in ways
        parts = [*node.body, *node.orelse, *(part for one in node.handlers for part in one.body)]
        whole = True if is_always else None
        found.append(Swallower(left, parts, whole, whole, "finally"))
        if is_always:
            return found
    refused, bug = (_handler_of(subject, node, kind) for kind in (REFUSED, BUG))
    for handler in node.handlers:
        of_refused = handler is refused and _swallows(subject, handler, REFUSED)
        of_bug = handler is bug and _swallows(subject, handler, BUG)
        if (of_refused, of_bug) != (False, False):
            named = "BudgetExhaustedError" in caught_names(subject, handler.type)
            found.append(Swallower(handler, node.body, of_refused, of_bug, "handler", named))
    return found


def _jumps(statements: Iterable[ast.AST], *, in_loop: bool) -> Iterator[ast.stmt]:
    """Yield the statements that jump out of a block."""
    for node in statements:
        is_loops = in_loop and isinstance(node, (ast.Break, ast.Continue))
        if isinstance(node, (ast.Return, ast.Break, ast.Continue)) and not is_loops:
            yield node
        elif not isinstance(node, _SCOPES):
            children = ast.iter_child_nodes(node)
            yield from _jumps(children, in_loop=in_loop or isinstance(node, _LOOPS))


def _of_with(subject: Subject, node: ast.With | ast.AsyncWith) -> list[Swallower]:
    """Return what a ``with contextlib.suppress(...)`` swallows."""
    names: set[str] = set()
    for item in node.items:
        call = item.context_expr
        if isinstance(call, ast.Call) and subject.full_name(call) == "contextlib.suppress":
            names = names.union(*(caught_names(subject, given) for given in call.args))
    refused, bug = bool(names & REFUSED), bool(names & BUG)
    if not refused and not bug:
        return []
    named = "BudgetExhaustedError" in names
    return [Swallower(node, node.body, refused, bug, "suppress", named)]


def _handler_of(
    subject: Subject, node: ast.Try | ast.TryStar, kind: frozenset[str]
) -> ast.ExceptHandler | None:
    """Return the handler that an exception reaches: the first that it is an instance for."""
    return next((one for one in node.handlers if caught_names(subject, one.type) & kind), None)


def caught_names(subject: Subject, types: ast.expr | None) -> frozenset[str]:
    """Return the names of the classes that a handler names, as they are where they are made.

    A handler that names none catches all.
    """
    if types is None:
        return frozenset({"BaseException"})
    return frozenset(_names(subject, types, frozenset()))


def _names(subject: Subject, node: ast.expr, seen: frozenset[str]) -> Iterator[str]:
    """Yield the names of classes in an expression, by what is assigned to variables in its file."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        for part in node.elts:
            yield from _names(subject, part, seen)
    elif isinstance(node, ast.Starred):
        yield from _names(subject, node.value, seen)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):  # Two tuples.
        yield from _names(subject, node.left, seen)
        yield from _names(subject, node.right, seen)
    elif isinstance(node, (ast.Name, ast.Attribute)):
        name = subject.full_name(node)
        if name:
            yield name.rpartition(".")[2]
            return
        name, tree = last_name(node), subject.module(node).tree
        assigned = [
            found
            for target, value in (assignments(tree) if name not in seen else ())
            if last_name(target) == name
            for found in _names(subject, value, seen | {name})
        ]
        classes = [found.name for found in ast.walk(tree) if isinstance(found, ast.ClassDef)]
        yield from assigned or ([] if name in classes else [name])


def _swallows(subject: Subject, handler: ast.ExceptHandler, kind: frozenset[str]) -> bool | None:
    """Return whether a handler swallows an exception: True, False, or None for sometimes."""
    ways = _Flow(subject, kind, handler.name).ways(handler.body)
    if _RAISE not in ways:
        return True
    return False if ways == {_RAISE} else None


@dataclass(frozen=True)
class _Flow:
    """How statements can end that run while an exception is handled.

    Attributes:
        subject: Tells what names stand for.
        kind: Names of the exception's class and of those above it.
        name: The name that the handler gives the exception.
    """

    subject: Subject
    kind: frozenset[str]
    name: str | None

    def ways(self, statements: Sequence[ast.stmt]) -> set[str]:
        """Return the ways in which statements can end."""
        found: set[str] = set()
        for statement in statements:
            ends = self._of(statement)
            found |= ends - {_NEXT}
            if _NEXT not in ends:
                return found
        return found | {_NEXT}

    def _of(self, node: ast.stmt) -> set[str]:
        if type(node) in _ENDS:
            return {_ENDS[type(node)]}
        if isinstance(node, ast.If):
            truth = self._truth(node.test)
            taken = self.ways(node.body) if truth is not False else set()
            return taken | (self.ways(node.orelse) if truth is not True else set())
        if isinstance(node, _TRIES):
            return self._of_try(node)
        if isinstance(node, _WITHS):
            return self._of_with(node)
        if isinstance(node, ast.Match):
            return {_NEXT}.union(*(self.ways(case.body) for case in node.cases))
        if isinstance(node, _LOOPS):
            inside = self.ways(node.body) - {_BREAK, _CONTINUE}
            return inside | self.ways(node.orelse) | {_NEXT}
        is_exit = isinstance(node, ast.Expr) and self.subject.full_name(node.value) in _EXITS
        return {_RAISE} if is_exit else {_NEXT}

    def _of_try(self, node: ast.Try | ast.TryStar) -> set[str]:
        """Return how a ``try`` inside a handler can end: what it raises it may catch."""
        body = self.ways(node.body)
        ends = body - {_NEXT}
        if _NEXT in body:
            ends |= self.ways(node.orelse)
        raised = _RAISE in body
        catching = _handler_of(self.subject, node, self.kind) if raised else None
        if catching is not None:
            ends -= {_RAISE}
            ends |= self.ways(catching.body)
        last = self.ways(node.finalbody)
        return last if _NEXT not in last else ends | (last - {_NEXT})

    def _of_with(self, node: ast.With | ast.AsyncWith) -> set[str]:
        ends = self.ways(node.body)
        is_caught = any(
            one.refused if self.kind == REFUSED else one.bug for one in _of_with(self.subject, node)
        )
        return (ends - {_RAISE}) | {_NEXT} if is_caught and _RAISE in ends else ends

    def _truth(self, test: ast.expr) -> bool | None:
        """Return whether a condition holds for the exception, None if that is not known."""
        if isinstance(test, ast.Constant):
            return bool(test.value)
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            truth = self._truth(test.operand)
            return None if truth is None else not truth
        if isinstance(test, ast.BoolOp):
            parts = [self._truth(part) for part in test.values]
            decisive = isinstance(test.op, ast.Or)
            if decisive in parts:
                return decisive
            return None if None in parts else not decisive
        if isinstance(test, ast.Call) and len(test.args) == 2:
            is_check = getattr(test.func, "id", None) == "isinstance"
            if is_check and self._is_it(test.args[0]):
                return bool(caught_names(self.subject, test.args[1]) & self.kind)
        return self._type_truth(test)

    def _type_truth(self, test: ast.expr) -> bool | None:
        """Return whether ``type(error) is Class`` holds, None if that is no such condition."""
        if not isinstance(test, ast.Compare) or len(test.ops) != 1:
            return None
        call, operator = test.left, test.ops[0]
        is_type = isinstance(call, ast.Call) and getattr(call.func, "id", None) == "type"
        if not is_type or not any(self._is_it(given) for given in getattr(call, "args", [])):
            return None
        names = caught_names(self.subject, test.comparators[0])
        holds = "BudgetExhaustedError" in names & self.kind
        if isinstance(operator, (ast.Is, ast.Eq, ast.In)):
            return holds
        return not holds if isinstance(operator, (ast.IsNot, ast.NotEq, ast.NotIn)) else None

    def _is_it(self, node: ast.expr) -> bool:
        """Return whether an expression is the exception."""
        return self.name is not None and getattr(node, "id", None) == self.name
