"""What the last pass of a loop still needs, read backwards from the loop's end.

    pre = W.T @ C @ W                    of pre, the diagonal alone
    var = diagonal(pre)                  all of var
    cov = gain * pre                     nothing: only a further layer would need cov
    rows.append(f(var))                  all of rows and var

Calls of the author's own functions are followed: of what they return the last pass may need a
part, and of what they are given they may need a part then. Where a statement that makes a
matrix has no cheaper way to its diagonal, the reading begins anew with all of the matrix.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from whestdocs.estimators.advice.source.diagonals import Diagonal, diagonal_of
from whestdocs.estimators.advice.source.edits import Edit
from whestdocs.estimators.advice.source.effects import changes, is_plain, needed_afterwards
from whestdocs.estimators.advice.source.functions import bound_arguments, called_function, is_pure
from whestdocs.estimators.advice.source.mentions import parts
from whestdocs.estimators.advice.source.passes import Loop, Passes, conditional
from whestdocs.estimators.advice.source.patterns import diagonal
from whestdocs.estimators.advice.source.subject import Subject

#: Stands for what a function returns, where a variable's name stands otherwise.
_RETURN = "return"
#: How deep calls of functions are followed.
_DEEPEST = 4


class Demand(IntEnum):
    """How much of a variable is needed."""

    NOTHING = 0
    DIAGONAL = 1
    ALL = 2


#: How much is needed of each variable.
Demands = dict[str, Demand]


class _Whole(Exception):
    """A variable of which all is needed after all."""

    def __init__(self, scope: ast.AST, name: str) -> None:
        self.key = (scope, name)


@dataclass
class Plan:
    """What can change in the last pass, and how.

    Attributes:
        is_last: The variable of the loop that says whether this is the last pass.
        edits: The changes of expressions.
        products: The products of matrices that it spares, each with what makes its diagonal.
        dead: Runs of statements that it leaves out.
        parts: Returned expressions that it leaves out.
        conditions: For the first statement of each run, the variable that tells there.
        functions: The author's functions that need less than all in the last pass.
    """

    is_last: str
    edits: list[Edit] = field(default_factory=list)
    products: list[tuple[ast.expr, str]] = field(default_factory=list)
    dead: list[list[ast.stmt]] = field(default_factory=list)
    parts: list[ast.expr] = field(default_factory=list)
    conditions: dict[ast.stmt, str] = field(default_factory=dict)
    functions: set[ast.FunctionDef] = field(default_factory=set)


def read_loop(subject: Subject, loop: Loop, passes: Passes, is_last: str) -> Plan:
    """Return what the last pass of a loop can do without."""
    function = subject.function(loop)
    whole: set[tuple[ast.AST, str]] = set()
    while True:
        plan = Plan(is_last)
        try:
            scope = _Scope(subject, plan, whole, function or loop, is_last, loop, passes)
            demands = dict.fromkeys(needed_afterwards(subject, loop), Demand.ALL)
            scope.block(loop.body, demands)
            scope.refuse_diagonals(demands)
            return plan
        except _Whole as found:
            if found.key in whole:
                return Plan(is_last)
            whole.add(found.key)


@dataclass
class _Scope:
    """The reading of a loop, or of a function that it calls.

    Attributes:
        subject: The estimator.
        plan: What was found until now.
        whole: Scopes and variables of which all is needed.
        function: The function that is read, the one around the loop at first.
        is_last: The variable that says there whether this is the last pass.
        loop: The loop; None in a function that it calls.
        passes: How its passes are told apart.
        depth: How many calls were followed.
    """

    subject: Subject
    plan: Plan
    whole: set[tuple[ast.AST, str]]
    function: ast.AST
    is_last: str
    loop: Loop | None = None
    passes: Passes | None = None
    depth: int = 0

    def block(self, statements: list[ast.stmt], demands: Demands) -> None:
        """Read statements backwards, and change the demands after them to those before them."""
        leaving = next((one for one in statements if self._leaves(one)), None)
        if isinstance(leaving, ast.If):
            *before, last = leaving.body
            if isinstance(last, ast.Return):
                demands.clear()
                if last.value is not None:
                    self.read(last.value, demands)
            self.block(before, demands)
            statements = statements[: statements.index(leaving)]
        dead: list[ast.stmt] = []
        for statement in reversed(statements):
            changed = changes(self.subject, statement)
            if changed and not any(demands.get(name) for name in changed):
                dead.insert(0, statement)
                continue
            self._close(dead)
            dead = []
            self._statement(statement, demands)
        self._close(dead)

    def refuse_diagonals(self, demands: Mapping[str, Demand], but: Iterable[str] = ()) -> None:
        """Begin anew if a variable that was made elsewhere would have to be a diagonal."""
        for name, demand in demands.items():
            if demand is Demand.DIAGONAL and name not in but:
                raise _Whole(self.function, name)

    # Statements.

    def _close(self, dead: list[ast.stmt]) -> None:
        if dead:
            self.plan.dead.append(dead)
            self.plan.conditions[dead[0]] = self.is_last

    def _leaves(self, statement: ast.stmt) -> bool:
        """Return whether the last pass leaves a block here, by the author's own condition."""
        if not isinstance(statement, ast.If):
            return False
        is_leaving = isinstance(statement.body[-1], (ast.Break, ast.Continue, ast.Return))
        return is_leaving and self._means_last(statement.test) is True

    def _means_last(self, test: ast.expr) -> bool | None:
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self._means_last(test.operand)
            return None if inner is None else not inner
        if isinstance(test, ast.Name) and test.id == self.is_last:
            return True
        if self.loop is None or self.passes is None:
            return None
        return self.passes.means_last(self.loop, test)

    def _statement(self, statement: ast.stmt, demands: Demands) -> None:
        if isinstance(statement, ast.If):
            means = self._means_last(statement.test)
            if means is not None:
                self.block(statement.body if means else statement.orelse, demands)
                return
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if len(targets) == 1 and self._assignment(targets[0], statement.value, demands):
                return
        if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
            if demands.get(name) is Demand.DIAGONAL:
                self._as_diagonal(name, statement.value, demands)
                return
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.refuse_diagonals({node.id: demands.get(node.id, Demand.NOTHING)})
        self.read(statement, demands)

    def _assignment(self, target: ast.expr, value: ast.expr, demands: Demands) -> bool:
        """Read an assignment, and return whether that could be done with what it is needed for."""
        targets = parts(target)
        names = [part.id for part in targets if isinstance(part, ast.Name)]
        if len(set(names)) < len(targets):
            return False
        wanted = tuple(demands.pop(name, Demand.NOTHING) for name in names)
        is_partly = any(part is not Demand.ALL for part in wanted)
        if isinstance(value, ast.Call) and is_partly and self._call(value, wanted, demands):
            return True
        if isinstance(target, ast.Name):
            if wanted[0] is Demand.DIAGONAL:
                self._as_diagonal(target.id, value, demands)
            else:
                self.read(value, demands)
        elif isinstance(value, ast.Tuple) and len(value.elts) == len(names):
            for name, part, given in zip(names, wanted, value.elts, strict=True):
                self._part(self.function, name, given, part, demands)
        else:
            self.refuse_diagonals(dict(zip(names, wanted, strict=True)))
            self.read(value, demands)
        return True

    def _part(
        self, scope: ast.AST, name: str, node: ast.expr, need: Demand, demands: Demands
    ) -> None:
        """Read an expression that a name stands for, of which all, a diagonal or nothing counts."""
        if need is Demand.DIAGONAL:
            self._as_diagonal(name, node, demands, scope)
        elif need is Demand.NOTHING and is_pure(self.subject, node):
            if not isinstance(node, ast.Constant):
                self._replace(node, "None")
                self.plan.parts.append(node)
        else:
            self.read(node, demands)

    # Expressions.

    def read(self, node: ast.AST, demands: Demands) -> None:
        """Read what an expression or a statement needs."""
        if isinstance(node, ast.Call) and self._reads_diagonal(node, demands):
            return
        if isinstance(node, ast.IfExp):
            means = self._means_last(node.test)
            if means is not None:
                self.read(node.body if means else node.orelse, demands)
                return
        if isinstance(node, ast.Name):
            around = self.subject.parent(node)
            if isinstance(node.ctx, ast.Load) or isinstance(around, (ast.AugAssign, ast.Delete)):
                self.refuse_diagonals({node.id: demands.get(node.id, Demand.NOTHING)})
                demands[node.id] = Demand.ALL
            return
        for child in ast.iter_child_nodes(node):
            self.read(child, demands)

    def _reads_diagonal(self, node: ast.Call, demands: Demands) -> bool:
        """Read a diagonal of which no more is needed, and return whether it is one."""
        matrix = diagonal(self.subject, node)
        made = None if matrix is None else self._diagonal(matrix, demands)
        if made is None or made.products or not made.names:
            return False
        self._use(made, demands)
        self._replace(node, made.text)
        return True

    def _as_diagonal(
        self, name: str, value: ast.expr, demands: Demands, scope: ast.AST | None = None
    ) -> None:
        """Read an expression whose diagonal alone is needed from now on."""
        made = self._diagonal(value, demands)
        if made is None:
            raise _Whole(scope or self.function, name)
        self._use(made, demands)
        self.plan.products.extend(made.products)
        if made.text != self.subject.source(value):
            self._replace(value, made.text)

    def _diagonal(self, node: ast.expr, demands: Demands) -> Diagonal | None:
        whole = {name for scope, name in self.whole if scope is self.function}
        whole |= {name for name, demand in demands.items() if demand is Demand.ALL}
        return diagonal_of(self.subject, node, whole)

    def _use(self, made: Diagonal, demands: Demands) -> None:
        for name in made.names:
            demands[name.id] = Demand.DIAGONAL
        for node in made.whole:
            self.read(node, demands)

    def _replace(self, node: ast.expr, text: str) -> None:
        whole = conditional(self.subject, node, text, self.is_last)
        self.plan.edits.append(self.subject.replaced(node, whole))

    # Functions.

    def _call(self, call: ast.Call, wanted: tuple[Demand, ...], demands: Demands) -> bool:
        """Read a call of one of the author's functions, and return whether that was possible."""
        plan, function = self.plan, called_function(self.subject, call)
        given = None if function is None else bound_arguments(function, call)
        if function is None or given is None or self.depth >= _DEEPEST:
            return False
        if function in plan.functions or (function, _RETURN) in self.whole:
            return False  # Of a function that is called twice another part may be needed.
        if not is_plain(function):
            return False
        plan.functions.add(function)
        told = [name for name, argument in given.items() if self._means_last(argument) is True]
        is_last = told[0] if told else plan.is_last
        depth = self.depth + 1
        inner = _Scope(self.subject, plan, self.whole, function, is_last, depth=depth)
        needs: Demands = {}
        inner.returned(function, wanted, needs)
        inner.block(function.body[:-1], needs)
        inner.refuse_diagonals(needs, but=given)
        if not told:
            plan.edits += self.subject.with_flag(function, call, is_last, self.is_last)
        if isinstance(call.func, ast.Attribute):
            self.read(call.func.value, demands)
        for name, argument in given.items():
            need = needs.get(name, Demand.NOTHING)
            is_free = isinstance(argument, (ast.Name, ast.Attribute))
            if need or not is_free or not is_pure(self.subject, argument):
                self._part(function, name, argument, need, demands)
        return True

    def returned(
        self, function: ast.FunctionDef, wanted: tuple[Demand, ...], demands: Demands
    ) -> None:
        """Read what a function returns, of which not all is needed."""
        value = function.body[-1].value  # type: ignore[attr-defined]
        elements = value.elts if isinstance(value, ast.Tuple) else [value]
        if len(elements) != len(wanted):
            if isinstance(value, ast.Call) and self._call(value, wanted, demands):
                return
            if Demand.DIAGONAL in wanted:
                raise _Whole(function, _RETURN)
            self.read(value, demands)
            return
        for part, need in zip(elements, wanted, strict=True):
            is_partly = need is not Demand.ALL
            if is_partly and isinstance(part, ast.Call) and self._call(part, (need,), demands):
                continue
            self._part(function, _RETURN, part, need, demands)
