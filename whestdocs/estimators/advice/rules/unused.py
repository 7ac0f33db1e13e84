"""Results that nothing uses: no later statement reads them, and making them has no effect.

Of a function whose callers leave out a part of what it returns, that part too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.effects import changes
from whestdocs.estimators.advice.source.functions import called_function, is_pure
from whestdocs.estimators.advice.source.last_layer import last_passes
from whestdocs.estimators.advice.source.mentions import (
    assignments,
    bound,
    changed,
    is_declared,
    is_name,
    last_name,
    loaded,
    mentioned,
    parts,
    readers,
)
from whestdocs.estimators.advice.source.subject import Node, Subject

RULE = Rule("unused", "results that nothing uses")
_MESSAGE = "Nothing reads {}, so what is spent on it buys nothing. Leave it out."
_PART = "No caller of `{}` uses this part of what it returns. Leave it out, and what only it needs."
_ALONE = "Nothing uses what this makes. Leave it out."
_LAST_LAYER = (
    "This is for the next layer, and after the last layer there is none. Leave it out of the last "
    "pass."
)
#: What is shown in place of a statement that goes.
_LEFT_OUT = "# left out"
#: Methods that add to a list, a set or a dictionary.
_ADDING = frozenset({"append", "extend", "add", "update", "insert", "setdefault"})
#: Expressions that make something new.
_MAKING = (ast.Call, ast.BinOp, ast.List, ast.Dict, ast.Set, ast.Constant, ast.ListComp)
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each group of statements whose results nothing uses."""
    for function in subject.nodes(ast.FunctionDef):
        yield from _statements(subject, function)
        yield from _returned(subject, function)
    for found in last_passes(subject):
        if not found.spares_products:
            yield RULE.candidate(subject, found.node, _LAST_LAYER, found.rewrite, *found.edits)


def _statements(subject: Subject, function: ast.FunctionDef) -> Iterator[Candidate]:
    """Yield a candidate for each group of useless statements about the same variables."""
    for group in _groups(_Reading(subject, function).useless()):
        costs = {found: _cost(subject, found) for found in group}
        place = max(group, key=lambda found: costs[found])
        if not costs[place]:
            continue
        names = sorted(set().union(*map(_changed, group)))
        message = _MESSAGE.format(", ".join(f"`{name}`" for name in names)) if names else _ALONE
        node = place.value if isinstance(place, ast.Expr) else place
        edits = [subject.removed(found, group) for found in group]
        yield RULE.candidate(subject, node, message, _LEFT_OUT, *edits)


@dataclass(frozen=True)
class _Reading:
    """What of a function is used."""

    subject: Subject
    function: ast.FunctionDef
    ignored: frozenset[ast.expr] = frozenset()

    def useless(self) -> list[ast.stmt]:
        """Return the statements that nothing needs, in order."""
        remaining = {
            found: names
            for found in _simple_statements(self.function.body)
            if (names := self._effects(found)) is not None
        }
        needed = self._read_by_all_but(remaining)
        while kept := [found for found, names in remaining.items() if names & needed]:
            for found in kept:
                del remaining[found]
                needed |= loaded(found)
        return list(remaining)

    def _effects(self, statement: ast.stmt) -> set[str] | None:
        """Return the variables of this function that are all that a statement changes."""
        names = changes(self.subject, statement)
        if isinstance(statement, ast.Expr) and names is None:
            is_text = isinstance(statement.value, (ast.Constant, ast.JoinedStr))
            if (owner := _added_to(self.subject, statement.value)) is not None:
                names = {owner}
            elif not is_text and is_pure(self.subject, statement.value):
                names = set()
        if names is None or any(is_declared(self.function, name) for name in names):
            return None
        is_binding = isinstance(statement, (ast.Assign, ast.AnnAssign)) and not any(
            isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
            for node in ast.walk(statement)
        )
        return names if is_binding or all(map(self._is_own, names)) else None

    def _is_own(self, name: str) -> bool:
        """Return whether a variable holds nothing but what this function made itself."""
        values: list[ast.expr] = []
        for target, value in assignments(self.function):
            if is_name(target, name):
                values.append(value)
            elif isinstance(target, ast.Tuple) and name in bound(target):
                if not isinstance(value, ast.Tuple) or len(value.elts) != len(target.elts):
                    return False
                pairs = zip(target.elts, value.elts, strict=True)
                values += [made for part, made in pairs if is_name(part, name)]
        return bool(values) and all(isinstance(value, _MAKING) for value in values)

    def _read_by_all_but(self, may_go: dict[ast.stmt, set[str]]) -> set[str]:
        """Return the variables that are read anywhere but in statements that may go."""
        found: set[str] = set()
        pending: list[ast.AST] = [self.function]
        while pending:
            node = pending.pop()
            if node in may_go or node in self.ignored:
                continue
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
                found.add(node.id)
            pending += ast.iter_child_nodes(node)
        return found


def _added_to(subject: Subject, node: ast.expr) -> str | None:
    """Return the list or dictionary that a call adds to."""
    if not isinstance(node, ast.Call) or last_name(node.func) not in _ADDING:
        return None
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    given = [*node.args, *(word.value for word in node.keywords)]
    is_free = all(is_pure(subject, argument) for argument in given)
    return owner.id if isinstance(owner, ast.Name) and is_free else None


def _simple_statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a block without blocks of their own, and those in its blocks."""
    for statement in body:
        if isinstance(statement, _NESTED):
            continue
        blocks = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
        blocks += [handler.body for handler in getattr(statement, "handlers", [])]
        if not any(blocks):
            yield statement
        for block in blocks:
            yield from _simple_statements(block)


def _changed(statement: ast.stmt) -> set[str]:
    """Return the variables that a statement binds, writes into or adds to."""
    names = changed(statement)
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        if isinstance(function, ast.Attribute) and function.attr in _ADDING:
            names |= mentioned(function.value)
    return names


def _groups(statements: list[ast.stmt]) -> list[list[ast.stmt]]:
    """Return statements in groups that share variables which nothing but them uses."""
    groups: list[tuple[set[str], list[ast.stmt]]] = []
    of_all = set().union(*map(_changed, statements))
    for statement in statements:
        names, members = _changed(statement) | (loaded(statement) & of_all), [statement]
        for group in [group for group in groups if group[0] & names]:
            groups.remove(group)
            names, members = names | group[0], [*group[1], *members]
        groups.append((names, members))
    return [members for _, members in groups]


def _cost(subject: Subject, statement: ast.stmt) -> int:
    """Return what a statement was charged, by the author's functions that it calls too."""
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
    functions = [called_function(subject, call) for call in calls]
    costs = [subject.cost(function) for function in functions if function is not None]
    return subject.cost(statement) + sum(costs)


def _returned(subject: Subject, function: ast.FunctionDef) -> Iterator[Candidate]:
    """Yield the candidate for parts of what a function returns that no caller uses."""
    last = function.body[-1]
    returns = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
    if returns != [last] or not isinstance(returns[0].value, ast.Tuple):
        return
    elements = returns[0].value.elts
    used = _used_parts(subject, function, len(elements))
    if not used or len(used) == len(elements):
        return
    ignored = [
        part
        for number, part in enumerate(elements)
        if number not in used and is_pure(subject, part) and not isinstance(part, ast.Constant)
    ]
    before = _Reading(subject, function).useless()
    useless = _Reading(subject, function, frozenset(ignored)).useless()
    spared = [found for found in useless if found not in before]
    left_out: list[Node] = [*spared, *ignored]
    place = max(left_out, key=subject.cost, default=None)
    if not ignored or place is None or not subject.cost(place):
        return
    edits = [subject.replaced(part, "None") for part in ignored]
    edits += [subject.removed(found, spared) for found in spared]
    rewrite = subject.with_parts(last, dict.fromkeys(ignored, "None"))
    yield RULE.candidate(subject, place, _PART.format(function.name), rewrite, *edits)


def _used_parts(subject: Subject, function: ast.FunctionDef, count: int) -> set[int] | None:
    """Return which parts of what a function returns are used, None if that is not known."""
    calls = [one for one in subject.nodes(ast.Call) if called_function(subject, one) is function]
    mentions = [node for node in subject.nodes(ast.expr) if last_name(node) == function.name]
    if len(mentions) != len(calls):
        return None
    used: set[int] = set()
    for call in calls:
        found = _used_by(subject, call, count)
        if found is None:
            return None
        used |= found
    return used


def _used_by(subject: Subject, call: ast.Call, count: int) -> set[int] | None:
    """Return which parts of its result one call uses."""
    around, function = subject.parent(call), subject.function(call)
    if isinstance(around, ast.Subscript) and around.value is call:
        index = around.slice
        is_known = isinstance(index, ast.Constant) and isinstance(index.value, int)
        return {index.value % count} if is_known else None  # type: ignore[attr-defined]
    if isinstance(around, ast.Expr):
        return set()
    if not isinstance(around, ast.Assign) or len(around.targets) != 1 or function is None:
        return None
    names = [part.id for part in parts(around.targets[0]) if isinstance(part, ast.Name)]
    if len(names) != count:
        return None
    return {number for number, name in enumerate(names) if readers(function, name)}
