"""Reading from a source which local variables tell the layer that a line works on.

Nothing is guessed from names. A variable tells the layer where at run time it holds one
of the network's weight matrices, or one element of a list made from all of them, or the
number of a loop over them; and only on lines where it follows the iteration: where the
statement mentions it, inside the loop that sets it, and in a function it is passed to.
After its loop a variable still holds the last weight, but means it no more.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from .layer_names import COMPREHENSIONS, Names, called_name, integer, offset

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Clue(NamedTuple):
    """A local variable that may tell the layer, in up to three ways.

    Attributes:
        name: The variable. It tells by being a weight matrix; "" for none.
        shift: If its value is an integer, value + shift is the layer; None if integers
            in it mean something else. Without a name the shift itself is the layer.
        container: Another variable, a list whose i-th element belongs to layer i, and of
            which this one is an element; "" for none.
        network: Variable that must hold the network for the shift to count.
    """

    name: str
    shift: int | None = None
    container: str = ""
    network: str = ""


#: Clues in the order in which they count: mentioned in the statement, set by a loop
#: around it, passed to the function around it; inner loops and functions first.
_MENTIONED, _LOOPING, _SET_IN_LOOP, _PASSED = range(4)
_Ranked = tuple[tuple[int, int], Clue]


def clues_by_line(tree: ast.AST) -> dict[int, tuple[Clue, ...]]:
    """Return, for each line inside a function, what may tell its layer, best first."""
    ranked: dict[int, list[_Ranked]] = {}
    for function in ast.walk(tree):
        if isinstance(function, _FUNCTIONS):
            for first, last, entry in _clues_in(function):
                for line in range(first, last + 1):
                    ranked.setdefault(line, []).append(entry)
    return {
        line: tuple(dict.fromkeys(clue for _, clue in sorted(entries, key=lambda entry: entry[0])))
        for line, entries in ranked.items()
    }


def lines_in_layer_loops(tree: ast.AST) -> frozenset[int]:
    """Return the lines inside loops that run over the layers in order, and inside no other."""
    inside: set[int] = set()
    outside: set[int] = set()
    for function in ast.walk(tree):
        if isinstance(function, _FUNCTIONS):
            names = Names(function)
            for node in ast.walk(function):
                if isinstance(node, (*_LOOPS, *COMPREHENSIONS)):
                    lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                    (inside if names.follows_layers(node) else outside).update(lines)
    return frozenset(inside - outside)


def _clues_in(function: Any) -> Iterator[tuple[int, int, _Ranked]]:
    """Yield (first line, last line, ranked clue) of everything in one function."""
    names = Names(function)
    parameters = function.args
    for parameter in [*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs]:
        rank = (_PASSED, -function.lineno)
        yield function.lineno, function.end_lineno, (rank, Clue(parameter.arg))
    for node in ast.walk(function):
        if isinstance(node, (ast.For, ast.AsyncFor)):
            yield from _loop_clues(node, _targets(names, node.target, node.iter), names)
        elif isinstance(node, ast.While):
            yield from _loop_clues(node, [], names)
            yield from _counter_clues(node, names)
        elif isinstance(node, COMPREHENSIONS):
            targets = [
                clue for loop in node.generators for clue in _targets(names, loop.target, loop.iter)
            ]
            yield from _loop_clues(node, targets, names)
        for first, last, root in _statement_parts(node):
            for place, clue in _mentions(names, root):
                yield first, last, ((_MENTIONED, place), clue)


def _loop_clues(loop: Any, targets: list[Clue], names: Names) -> Iterator[tuple[int, int, _Ranked]]:
    for clue in targets:
        yield loop.lineno, loop.end_lineno, ((_LOOPING, -loop.lineno), clue)
    waiting = list(ast.iter_child_nodes(loop))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield loop.lineno, loop.end_lineno, ((_SET_IN_LOOP, -loop.lineno), Clue(node.id))
        if isinstance(node, ast.Assign) and _is_fixed(node.value, names):
            continue  # The same layer in each iteration, which this loop hence is not about.
        if not isinstance(node, (*_LOOPS, *COMPREHENSIONS)):  # Those set theirs themselves.
            waiting.extend(ast.iter_child_nodes(node))


def _is_fixed(node: ast.AST, names: Names) -> bool:
    """Return whether ``node`` is ``weights[3]``, or all weights, to be taken apart."""
    if isinstance(node, ast.Subscript) and integer(node.slice) is not None:
        return names.is_weights(node.value)
    return names.is_weights(node)


def _counter_clues(loop: ast.While, names: Names) -> Iterator[tuple[int, int, _Ranked]]:
    """Yield what a counter tells in ``while layer < depth:`` before and after it is moved."""
    counted = names.counter(loop)
    if counted is not None:
        name, (shift, ascending), step = counted
        rank = (_LOOPING, -loop.lineno)
        moved = shift - 1 if ascending else shift + 1
        before, after = (Clue(name, k, network=names.network) for k in (shift, moved))
        yield loop.lineno, step.lineno - 1, (rank, before)
        yield step.lineno + 1, loop.end_lineno or 0, (rank, after)


def _statement_parts(node: Any) -> Iterator[tuple[int, int, ast.AST]]:
    """Yield the simple statements, and the heads of the others, as (first, last, tree)."""
    if isinstance(node, ast.stmt) and not hasattr(node, "body") and not hasattr(node, "cases"):
        yield node.lineno, node.end_lineno or node.lineno, node
    elif isinstance(node, ast.Lambda):
        yield node.lineno, node.end_lineno or node.lineno, node.body
    elif isinstance(node, (ast.If, ast.While)):
        yield node.test.lineno, node.test.end_lineno or node.test.lineno, node.test


def _targets(names: Names, target: ast.AST, iterable: ast.AST) -> list[Clue]:
    """Return what the targets of a loop over ``iterable`` tell."""
    if isinstance(iterable, ast.Call):
        called, arguments = called_name(iterable), iterable.args
        if called == "enumerate" and arguments and _is_pair(target):
            counter, element = target.elts  # type: ignore[attr-defined]
            return _enumerated(names, counter, iterable) + _targets(names, element, arguments[0])
        if called == "zip" and isinstance(target, ast.Tuple):
            pairs = zip(target.elts, arguments, strict=False)
            return [clue for pair in pairs for clue in _targets(names, *pair)]
        if called == "reversed" and arguments:
            return _targets(names, target, arguments[0])
        counting = names.counting(iterable)
        if counting is not None and isinstance(target, ast.Name):
            return [Clue(target.id, counting.shift, network=names.network)]
    container = _base(iterable)
    if isinstance(target, ast.Name) and names.is_in_order(container):
        name = container.id if isinstance(container, ast.Name) else ""
        return [Clue(target.id, container=name)]
    return []


def _enumerated(names: Names, counter: ast.AST, call: ast.Call) -> list[Clue]:
    """Return what the counter of ``enumerate(weights[1:], start=1)`` tells."""
    skipped = _first_of(call.args[0])
    start: ast.AST = ast.Constant(0)
    for argument in [*call.args[1:], *(keyword.value for keyword in call.keywords)]:
        start = argument
    begin = integer(start)
    if not isinstance(counter, ast.Name) or skipped is None or begin is None:
        return []
    if not names.is_in_order(call.args[0]):
        return []
    return [Clue(counter.id, skipped - begin, network=names.network)]


def _mentions(names: Names, root: ast.AST) -> Iterator[tuple[int, Clue]]:
    """Yield what a statement mentions as (place in the statement, clue).

    Who asks for the shape of a matrix only does not work on it.
    """
    measured = {id(_measured(node)) for node in ast.walk(root)}
    for place, node in enumerate(ast.walk(root)):
        if id(node) in measured:
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield place, Clue(node.id)
        elif isinstance(node, ast.Subscript) and names.is_weights(node.value):
            yield from ((place, clue) for clue in _index_clues(names, node.slice))


def _measured(node: ast.AST) -> ast.AST | None:
    """Return ``x`` for ``x.shape``, ``len(x)`` and the like, None for anything else."""
    if isinstance(node, ast.Attribute) and node.attr in ("shape", "dtype", "size", "ndim"):
        return node.value
    if isinstance(node, ast.Call) and called_name(node) == "len" and node.args:
        return node.args[0]
    return None


def _index_clues(names: Names, index: ast.AST) -> list[Clue]:
    """Return what an index into the weights tells: ``[3]``, ``[i]``, ``[i - 1]``."""
    constant = integer(index)
    if constant is not None:
        return [Clue("", constant, network=names.network)]
    name, shift = offset(index)
    if not isinstance(name, ast.Name):
        return []
    return [Clue(name.id, shift, network=names.network)]


def _first_of(node: ast.AST) -> int | None:
    """Return the layer of the first element of a list of layers, None where unknown."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        inner, slice_ = _first_of(node.value), node.slice
        if inner is None or slice_.step is not None:
            return None
        lower = 0 if slice_.lower is None else integer(slice_.lower)
        return None if lower is None or lower < 0 else inner + lower
    return 0 if isinstance(node, (ast.Name, ast.Attribute)) else None


def _base(node: ast.AST) -> ast.AST:
    """Return the list that ``node`` is slices of."""
    return _base(node.value) if isinstance(node, ast.Subscript) else node


def _is_pair(node: ast.AST) -> bool:
    return isinstance(node, ast.Tuple) and len(node.elts) == 2
