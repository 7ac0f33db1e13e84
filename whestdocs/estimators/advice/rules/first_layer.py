"""The first layer's products: what begins as an identity, as zeros or as ones multiplies nothing.

    C = eye(n)
    for W in weights:
        pre = W.T @ C @ W               in the first pass W.T @ W, of which einsum works out half

What variables hold in the first pass is read forwards from before the loop, into functions too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.edits import Edit
from whestdocs.estimators.advice.source.functions import bound_arguments, called_function
from whestdocs.estimators.advice.source.mentions import bound, changed, is_name, parts
from whestdocs.estimators.advice.source.passes import Loop, conditional, passes
from whestdocs.estimators.advice.source.patterns import is_double
from whestdocs.estimators.advice.source.starts import Start, start_of, without_start
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.source.variables import fresh_name

RULE = Rule("first-layer", "a first product with an identity, zeros or ones")
_MESSAGE = "{} `{}` is {}. Leave it out."
_HELD = {
    "identity": "a multiple of the identity, and the product is billed for all of its zeros",
    "diagonal": "diagonal, and the product is billed for all of its zeros",
    "zeros": "zero, and so is the product",
    "ones": "all ones, and the product with them is a sum",
    "same": "one of the factors, so that the result is symmetric and einsum works out half of it",
}
_DEEPEST = 3
#: Statements whose expressions are all evaluated, once.
_SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each product with what a variable holds at first."""
    for node in subject.nodes(ast.FunctionDef):
        yield from _Walk(subject).block(node.body, {})


@dataclass
class _Walk:
    """A walk through statements, in the order in which they run first.

    Attributes:
        subject: The estimator.
        condition: The variable that says that they run first, None where they run once.
        edits: What makes that variable known there.
        functions: The functions that led here.
        is_last: The variable that says that they run last, if there is one.
    """

    subject: Subject
    condition: str | None = None
    edits: tuple[Edit, ...] = ()
    functions: tuple[ast.FunctionDef, ...] = ()
    is_last: str | None = None

    def block(self, statements: list[ast.stmt], starts: dict[str, Start]) -> Iterator[Candidate]:
        """Yield candidates of a block, and change what variables hold to that after it."""
        for statement in statements:
            if isinstance(statement, Loop) and self.condition is None and starts:
                yield from self._loop(statement, dict(starts))
            elif isinstance(statement, _SIMPLE) and starts:
                yield from self._statement(statement, starts)
            self._after(statement, starts)

    def _loop(self, loop: Loop, starts: dict[str, Start]) -> Iterator[Candidate]:
        found = passes(self.subject, loop)
        if found.first is None:
            return
        held = found.held_first(loop)
        name = held or fresh_name(self.subject, "is_first")
        set_ = () if held else (self.subject.inserted(loop.body[0], f"{name} = {found.first}"),)
        for variable in bound(loop.target) if isinstance(loop, ast.For) else ():
            starts.pop(variable, None)
        walk = _Walk(self.subject, name, (*self.edits, *set_), is_last=found.held_last(loop))
        yield from walk.block(loop.body, starts)

    def _statement(self, statement: ast.stmt, starts: dict[str, Start]) -> Iterator[Candidate]:
        pending: list[ast.AST] = [statement]
        while pending:
            node = pending.pop(0)
            if isinstance(node, (ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.SetComp)):
                continue
            if isinstance(node, ast.IfExp) and ast.unparse(node.test) == self.condition:
                continue  # This is what was written in place of such a product.
            if isinstance(node, ast.IfExp) and ast.unparse(node.test) == self.is_last:
                pending.append(node.orelse)
                continue
            made = self._product(node, starts) if isinstance(node, ast.expr) else None
            if made is not None:
                yield made
                continue
            if isinstance(node, ast.Call):
                yield from self._call(node, starts)
            pending += ast.iter_child_nodes(node)

    def _product(self, node: ast.expr, starts: dict[str, Start]) -> Candidate | None:
        found = without_start(self.subject, node, starts)
        if found is None or is_double(self.subject.value(node)):
            return None  # Without the float64, which is another rule's, it would save less.
        text, start, name = found
        when = "Here" if self.condition is None else "In the first layer"
        if self.condition is not None:
            text = conditional(self.subject, node, text, self.condition)
        message = _MESSAGE.format(when, name, _HELD[start.kind])
        return RULE.replacement(self.subject, node, message, text, *self.edits)

    def _call(self, call: ast.Call, starts: dict[str, Start]) -> Iterator[Candidate]:
        """Yield the candidates in a function that is given what holds at first."""
        function = called_function(self.subject, call)
        given = None if function is None else bound_arguments(function, call)
        if function is None or given is None or self.condition is None:
            return
        if len(self.functions) >= _DEEPEST or function in self.functions:
            return
        inner: dict[str, Start] = {}
        for name, argument in given.items():
            known = start_of(self.subject, argument, starts)
            if known is None or known.names:
                known = start_of(self.subject, argument, {})
            if known is not None and not known.names:
                inner[name] = known
        if not inner:
            return
        first = next((n for n, a in given.items() if is_name(a, self.condition)), None)
        last = next((n for n, a in given.items() if is_name(a, self.is_last or "")), None)
        condition, edits = first or fresh_name(self.subject, "is_first"), self.edits
        if first is None:
            edits += self.subject.with_flag(function, call, condition, self.condition)
        walk = _Walk(self.subject, condition, edits, (*self.functions, function), last)
        yield from walk.block(function.body, inner)

    def _after(self, statement: ast.stmt, starts: dict[str, Start]) -> None:
        """Change what variables hold to what they hold after a statement."""
        made: dict[str, Start] = {}
        for name, value in _bindings(statement):
            if isinstance(value, ast.IfExp) and ast.unparse(value.test) == self.condition:
                value = value.body
                if isinstance(value, ast.Name):
                    made[name] = Start("same", value.id, frozenset({value.id}))
            start = start_of(self.subject, value, starts)
            if start is not None:
                made[name] = start
        gone = changed(statement)
        for name in [n for n, start in starts.items() if n in gone or start.names & gone]:
            del starts[name]
        starts.update({n: start for n, start in made.items() if not start.names & gone - {n}})


def _bindings(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Yield the variables that an assignment binds, each with its own expression."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return
    [target], value = statement.targets, statement.value
    pairs = [(target, value)]
    if isinstance(value, ast.Tuple) and len(parts(target)) == len(value.elts):
        pairs = list(zip(parts(target), value.elts, strict=True))
    yield from ((part.id, given) for part, given in pairs if isinstance(part, ast.Name))
