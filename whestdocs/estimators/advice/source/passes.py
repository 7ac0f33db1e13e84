"""Passes of a loop over layers: how its code can tell the first and the last of them.

Only what the loop's header says, so that it holds for every network: a counter is compared
with its end, an item with the last one of what is iterated over.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from whestdocs.estimators.advice.source.mentions import bound, is_name, names, parts, target
from whestdocs.estimators.advice.source.patterns import constant, is_simple
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.source.variables import set_before, value_of

Loop = ast.For | ast.While
#: What can be iterated over once only, and has no last item to ask for.
_ONE_WAY = frozenset({"generator", "zip", "map", "filter", "enumerate", "reversed"})
_OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.Lt: ast.GtE,
    ast.Gt: ast.LtE,
    ast.Is: ast.IsNot,
}
_OPPOSITES |= {other: one for one, other in _OPPOSITES.items()}


@dataclass(frozen=True)
class Passes:
    """How the passes of a loop are told apart.

    Attributes:
        first: The condition that a pass is the first, true at the top of the body; None if it
            is not known.
        last: Likewise for the last.
        last_ways: All ways to write the condition that a pass is the last.
    """

    first: str | None = None
    last: str | None = None
    last_ways: frozenset[str] = frozenset()

    def means_last(self, loop: Loop, test: ast.expr) -> bool | None:
        """Return whether a condition holds in the last pass alone, or in all but that.

        Returns:
            True, False, or None where it may mean anything else.
        """
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self.means_last(loop, test.operand)
            return None if inner is None else not inner
        if isinstance(test, ast.Name):
            held = [one.value for one in loop.body if target(one) == test.id]  # type: ignore[attr-defined]
            return self.means_last(loop, held[0]) if len(held) == 1 else None
        if ast.unparse(test) in self.last_ways:
            return True
        return False if _opposite(test) in self.last_ways else None

    def held_last(self, loop: Loop) -> str | None:
        """Return the variable that holds whether a pass is the last, from the top of the body."""
        held = _held_at_top(loop)
        return next((name for name, value in held if self.means_last(loop, value)), None)

    def held_first(self, loop: Loop) -> str | None:
        """Return the variable that holds whether a pass is the first, likewise."""
        held = _held_at_top(loop)
        return next((name for name, value in held if ast.unparse(value) == self.first), None)


def conditional(subject: Subject, node: ast.expr, text: str, condition: str) -> str:
    """Return what is a text in some passes, and an expression as it is in all others."""
    if isinstance(ast.parse(f"({text}\n)", mode="eval").body, ast.IfExp):
        text = f"({text})"
    return f"{text} if {condition} else {subject.in_one_line(node)}"


def _held_at_top(loop: Loop) -> Iterator[tuple[str, ast.expr]]:
    """Yield the variables that are set at the top of a loop's body to what compares something."""
    for statement in loop.body:
        name = target(statement)
        if name is None or not isinstance(statement.value, ast.Compare):  # type: ignore[attr-defined]
            return
        yield name, statement.value  # type: ignore[attr-defined]


def _opposite(test: ast.expr) -> str | None:
    """Return the text of a comparison's opposite, None for any other expression."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    opposite = _OPPOSITES.get(type(test.ops[0]))
    if opposite is None:
        return None
    return ast.unparse(ast.Compare(test.left, [opposite()], test.comparators))


def passes(subject: Subject, loop: Loop) -> Passes:
    """Return how the passes of a loop are told apart."""
    if isinstance(loop, ast.While):
        return _emptied(loop) or _counted_by_hand(subject, loop) or Passes()
    signs = list(_signs(subject, loop.target, loop.iter))
    return Passes(
        next((sign.first for sign in signs if sign.first), None),
        next((sign.last for sign in signs if sign.last), None),
        frozenset().union(*(sign.last_ways for sign in signs)),
    )


def _signs(subject: Subject, target: ast.expr, iterated: ast.expr) -> Iterator[Passes]:
    """Yield how each variable that a loop's header binds tells the passes apart."""
    if isinstance(iterated, ast.Call) and isinstance(iterated.func, ast.Name):
        yield from _signs_of_call(subject, target, iterated, iterated.func.id)
    elif isinstance(target, ast.Name) and is_simple(iterated):
        if any(seen.type_name in _ONE_WAY for seen in subject.value(iterated).seen):
            return
        name, items = target.id, ast.unparse(iterated)
        last = f"{name} is {items}[-1]"
        yield Passes(f"{name} is {items}[0]", last, frozenset({last, f"{items}[-1] is {name}"}))


def _signs_of_call(
    subject: Subject, target: ast.expr, call: ast.Call, name: str
) -> Iterator[Passes]:
    targets = parts(target)
    if name == "range" and isinstance(target, ast.Name) and len(call.args) in (1, 2):
        begin = "0" if len(call.args) == 1 else ast.unparse(call.args[0])
        stop = call.args[-1]
        if is_simple(stop) or _is_size(stop):
            yield _counted(subject, target.id, begin, stop, f"{ast.unparse(stop)} - 1")
    elif name in ("list", "tuple") and len(call.args) == 1:
        yield from _signs(subject, target, call.args[0])
    elif name == "enumerate" and len(targets) == 2 and call.args:
        begins = [*call.args[1:], *(word.value for word in call.keywords)]
        begin = str(constant(begins[0])) if begins else "0"
        size = _size(call.args[0])
        if isinstance(targets[0], ast.Name) and begin in ("0", "1") and size is not None:
            last = f"{ast.unparse(size)} - 1" if begin == "0" else ast.unparse(size)
            yield _counted(subject, targets[0].id, begin, size, last)
        yield from _signs(subject, targets[1], call.args[0])
    elif name == "zip" and len(targets) == len(call.args) and targets != [target]:
        for part, items in zip(targets, call.args, strict=True):
            yield from _signs(subject, part, items)


def _size(items: ast.expr) -> ast.expr | None:
    """Return an expression for how many items there are, None if that is not plain."""
    if isinstance(items, ast.Call) and isinstance(items.func, ast.Name) and items.args:
        return _size(items.args[0]) if items.func.id in ("list", "tuple", "zip") else None
    return ast.Call(ast.Name("len", ast.Load()), [items], []) if is_simple(items) else None


def _is_size(node: ast.expr) -> bool:
    """Return whether an expression is the length of something simple."""
    is_length = isinstance(node, ast.Call) and is_name(node.func, "len") and len(node.args) == 1
    return is_length and is_simple(node.args[0])  # type: ignore[attr-defined]


def _counted(subject: Subject, name: str, first: str, size: ast.expr, last: str) -> Passes:
    """Return what a counter tells.

    Args:
        subject: The estimator.
        name: The counter.
        first: Its first value.
        size: How many passes there are if it begins with 0.
        last: Its last value, which is the size or one less.
    """
    minus = last.removeprefix(ast.unparse(size))
    ways: set[str] = set()
    for end in (ast.unparse(size), *_other_names(subject, size)):
        ways |= {f"{name} == {end}{minus}", f"{end}{minus} == {name}", f"{name} >= {end}{minus}"}
        if minus:
            ways |= {f"{name} + 1 == {end}", f"{name} + 1 >= {end}", f"{end} == {name} + 1"}
            ways.add(f"{end} - {name} == 1")
    return Passes(f"{name} == {first}", f"{name} == {last}", frozenset(ways))


def _other_names(subject: Subject, size: ast.expr) -> Iterator[str]:
    """Yield what else a network's depth may be called, given one name of it."""
    text = ast.unparse(value_of(subject, size))
    yield text
    if text.startswith("len(") and text.endswith(".weights)"):
        yield f"{text[4:-9]}.depth"
    if text.endswith(".depth"):
        yield f"len({text[:-6]}.weights)"


def _emptied(loop: ast.While) -> Passes | None:
    """Return how ``while items`` tells its passes apart, if each takes an item out at its top."""
    first, name = loop.body[0], loop.test.id if isinstance(loop.test, ast.Name) else ""
    call = first.value if isinstance(first, ast.Assign) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    is_taken = call.func.attr in ("pop", "popleft") and is_name(call.func.value, name)
    if not is_taken or sum(found.id == name for found in names(loop)) != 2:
        return None
    last = f"len({name}) == 1"
    return Passes(None, last, frozenset({last}))


def _counted_by_hand(subject: Subject, loop: ast.While) -> Passes | None:
    """Return how ``while k < depth`` tells its passes apart, if it adds one in each."""
    test = loop.test
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    counter, end = test.left, test.comparators[0]
    if not isinstance(counter, ast.Name) or not (is_simple(end) or _is_size(end)):
        return None
    name, stop = counter.id, ast.unparse(end)
    changes = [found for found in names(loop) if found.id == name and name in bound(found)]
    steps = [found for found in loop.body if _adds_one(found, name)]
    if len(changes) != 1 or len(steps) != 1 or not isinstance(test.ops[0], (ast.Lt, ast.NotEq)):
        return None
    begin = set_before(subject, loop, name)
    number = None if begin is None else constant(begin.value)
    last = f"{name} + 1 == {stop}"
    ways = {last, f"{name} == {stop} - 1", f"{name} >= {stop} - 1", f"{name} + 1 >= {stop}"}
    first = None if number is None else f"{name} == {number}"
    return Passes(first, last, frozenset(ways))


def _adds_one(statement: ast.stmt, name: str) -> bool:
    if isinstance(statement, ast.AugAssign):
        is_step = isinstance(statement.op, ast.Add) and constant(statement.value) == 1
        return is_step and is_name(statement.target, name)
    if target(statement) != name:
        return False
    return ast.unparse(statement.value) in (f"{name} + 1", f"1 + {name}")  # type: ignore[attr-defined]
