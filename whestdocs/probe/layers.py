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

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


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
    """Return the lines inside loops that may run over the layers, as far as one can read.

    That is a loop over anything but a range of other numbers or a list of constants.
    """
    lines: set[int] = set()
    for function in ast.walk(tree):
        if isinstance(function, _FUNCTIONS):
            names = _Names(function)
            for node in ast.walk(function):
                if names.may_run_over_layers(node):
                    lines.update(range(node.lineno, node.end_lineno + 1))  # type: ignore[attr-defined]
    return frozenset(lines)


def _clues_in(function: Any) -> Iterator[tuple[int, int, _Ranked]]:
    """Yield (first line, last line, ranked clue) of everything in one function."""
    names = _Names(function)
    parameters = function.args
    for parameter in [*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs]:
        rank = (_PASSED, -function.lineno)
        yield function.lineno, function.end_lineno, (rank, Clue(parameter.arg))
    for node in ast.walk(function):
        if isinstance(node, (ast.For, ast.AsyncFor)):
            yield from _loop_clues(node, names.targets(node.target, node.iter))
        elif isinstance(node, ast.While):
            yield from _loop_clues(node, [])
            yield from _counter_clues(node, names)
        elif isinstance(node, _COMPREHENSIONS):
            targets = [
                clue for loop in node.generators for clue in names.targets(loop.target, loop.iter)
            ]
            yield from _loop_clues(node, targets)
        for first, last, root in _statement_parts(node):
            for place, clue in names.mentions(root):
                yield first, last, ((_MENTIONED, place), clue)


def _loop_clues(loop: Any, targets: list[Clue]) -> Iterator[tuple[int, int, _Ranked]]:
    for clue in targets:
        yield loop.lineno, loop.end_lineno, ((_LOOPING, -loop.lineno), clue)
    waiting = list(ast.iter_child_nodes(loop))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield loop.lineno, loop.end_lineno, ((_SET_IN_LOOP, -loop.lineno), Clue(node.id))
        if not isinstance(node, (*_LOOPS, *_COMPREHENSIONS)):  # Those set theirs themselves.
            waiting.extend(ast.iter_child_nodes(node))


def _counter_clues(loop: ast.While, names: _Names) -> Iterator[tuple[int, int, _Ranked]]:
    """Yield what a counter tells in ``while layer < depth:`` before and after it is moved."""
    if not any(names.is_count(node) for node in ast.walk(loop.test)):
        return
    tested = {node.id for node in ast.walk(loop.test) if isinstance(node, ast.Name)}
    rank = (_LOOPING, -loop.lineno)
    for step in loop.body:
        if isinstance(step, ast.AugAssign) and isinstance(step.target, ast.Name):
            name = step.target.id
            if name in tested and _integer(step.value) == 1:
                moved = -1 if isinstance(step.op, ast.Add) else 1
                before, after = (Clue(name, k, network=names.network) for k in (0, moved))
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


class _Names:
    """The names of one function that stand for all layers, or for how many there are.

    ``mlp.weights`` and ``mlp.depth`` do, and names bound to what has one element for
    each layer by construction: a slice, a comprehension, a reversal of it. Whether
    ``mlp`` is the network is left to be checked at run time.
    """

    def __init__(self, function: Any) -> None:
        self._weights: set[str] = set()
        self._lists: set[str] = set()
        self._counts: set[str] = set()
        owners = {_owner(node) for node in ast.walk(function)} - {"", "self"}
        self.network = owners.pop() if len(owners) == 1 else ""
        assignments = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
        for _ in range(3):  # Enough for names bound to names bound to names.
            for node in assignments:
                self._bind(node)

    def _bind(self, node: ast.Assign) -> None:
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=False))
            for name, value in pairs:
                if not isinstance(name, ast.Name):
                    continue
                if self.is_weights(value):
                    self._weights.add(name.id)
                if self.is_list(value):
                    self._lists.add(name.id)
                elif self.is_count(value):
                    self._counts.add(name.id)

    def is_weights(self, node: ast.AST) -> bool:
        """Return whether ``node`` is the list of all weight matrices."""
        if isinstance(node, ast.Attribute):
            return node.attr == "weights" and _owner(node) == self.network != ""
        if isinstance(node, ast.Name):
            return node.id in self._weights
        if isinstance(node, ast.Call) and _called_name(node) in ("list", "tuple") and node.args:
            return self.is_weights(node.args[0])
        return False

    def is_list(self, node: ast.AST) -> bool:
        """Return whether ``node`` has an element for each layer (or each of a slice)."""
        if self.is_weights(node):
            return True
        if isinstance(node, ast.Name):
            return node.id in self._lists
        if isinstance(node, ast.Subscript):
            return isinstance(node.slice, ast.Slice) and self.is_list(node.value)
        if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
            loop = node.generators[0]
            whole = len(node.generators) == 1 and not loop.ifs
            return whole and (self.is_list(loop.iter) or self._is_range(loop.iter))
        if isinstance(node, ast.Call):
            called, arguments = _called_name(node), node.args
            if called in ("list", "tuple", "reversed", "enumerate") and arguments:
                return self.is_list(arguments[0])
            if called in ("zip", "map"):
                return any(self.is_list(argument) for argument in arguments)
        return False

    def is_count(self, node: ast.AST) -> bool:
        """Return whether ``node`` is the number of layers."""
        if isinstance(node, ast.Attribute):
            return node.attr == "depth" and _owner(node) == self.network != ""
        if isinstance(node, ast.Name):
            return node.id in self._counts
        if isinstance(node, ast.Call) and _called_name(node) == "len" and node.args:
            whole = isinstance(node.args[0], (ast.Name, ast.Attribute))
            return whole and self.is_list(node.args[0])
        return False

    def may_run_over_layers(self, node: ast.AST) -> bool:
        """Return whether ``node`` is a loop that may run once for each layer."""
        if isinstance(node, ast.While):
            return any(self.is_count(part) for part in ast.walk(node.test))
        if isinstance(node, (ast.For, ast.AsyncFor)):
            return self._may_be_layers(node.iter)
        if isinstance(node, _COMPREHENSIONS):
            return all(self._may_be_layers(loop.iter) for loop in node.generators)
        return False

    def _may_be_layers(self, iterable: ast.AST) -> bool:
        if isinstance(iterable, ast.Call) and _called_name(iterable) == "range":
            return self._is_range(iterable)
        return not isinstance(iterable, (ast.Tuple, ast.List, ast.Constant))

    def _is_range(self, node: ast.AST) -> bool:
        """Return whether ``node`` is a range whose ends are layers, give or take one."""
        if not isinstance(node, ast.Call) or _called_name(node) != "range":
            return False
        ends = [_offset(argument)[0] for argument in node.args[:2]]
        return any(self.is_count(end) for end in ends)

    def targets(self, target: ast.AST, iterable: ast.AST) -> list[Clue]:
        """Return what the targets of a loop over ``iterable`` tell."""
        if isinstance(iterable, ast.Call):
            called, arguments = _called_name(iterable), iterable.args
            if called == "enumerate" and arguments and _is_pair(target):
                counter, element = target.elts  # type: ignore[attr-defined]
                found = self._counter(counter, iterable)
                return found + self.targets(element, arguments[0])
            if called == "zip" and isinstance(target, ast.Tuple):
                pairs = zip(target.elts, arguments, strict=False)
                return [clue for pair in pairs for clue in self.targets(*pair)]
            if called == "reversed" and arguments:
                return self.targets(target, arguments[0])
            if self._is_range(iterable) and isinstance(target, ast.Name):
                return [Clue(target.id, _range_shift(iterable), network=self.network)]
        if isinstance(target, ast.Name) and self.is_list(iterable):
            container = _base(iterable)
            name = container.id if isinstance(container, ast.Name) else ""
            return [Clue(target.id, container=name)]
        return []

    def _counter(self, counter: ast.AST, call: ast.Call) -> list[Clue]:
        """Return what the counter of ``enumerate(weights[1:], start=1)`` tells."""
        skipped = _first_of(call.args[0])
        start: ast.AST = ast.Constant(0)
        for argument in [*call.args[1:], *(keyword.value for keyword in call.keywords)]:
            start = argument
        begin = _integer(start)
        if not isinstance(counter, ast.Name) or skipped is None or begin is None:
            return []
        if not self.is_list(call.args[0]):
            return []
        return [Clue(counter.id, skipped - begin, network=self.network)]

    def mentions(self, root: ast.AST) -> Iterator[tuple[int, Clue]]:
        """Yield what a statement mentions as (place in the statement, clue)."""
        for place, node in enumerate(ast.walk(root)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                yield place, Clue(node.id)
            elif isinstance(node, ast.Subscript) and self.is_weights(node.value):
                yield from ((place, clue) for clue in self._index_clues(node.slice))

    def _index_clues(self, index: ast.AST) -> list[Clue]:
        """Return what an index into the weights tells: ``[3]``, ``[i]``, ``[i - 1]``."""
        constant = _integer(index)
        if constant is not None:
            return [Clue("", constant, network=self.network)]
        name, shift = _offset(index)
        if not isinstance(name, ast.Name):
            return []
        return [Clue(name.id, shift, network=self.network)]


def _owner(node: ast.AST) -> str:
    """Return ``mlp`` for ``mlp.weights`` and ``mlp.depth``, "" for anything else."""
    if isinstance(node, ast.Attribute) and node.attr in ("weights", "depth"):
        return node.value.id if isinstance(node.value, ast.Name) else ""
    return ""


def _range_shift(call: ast.Call) -> int:
    """Return -1 for a loop that counts layers from one, as ``range(1, depth + 1)``."""
    from_one = len(call.args) > 1 and _integer(call.args[0]) == 1
    return -1 if from_one and _offset(call.args[1])[1] == 1 else 0


def _first_of(node: ast.AST) -> int | None:
    """Return the layer of the first element of a list of layers, None where unknown."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        inner, slice_ = _first_of(node.value), node.slice
        if inner is None or slice_.step is not None:
            return None
        lower = 0 if slice_.lower is None else _integer(slice_.lower)
        return None if lower is None or lower < 0 else inner + lower
    return 0 if isinstance(node, (ast.Name, ast.Attribute)) else None


def _base(node: ast.AST) -> ast.AST:
    """Return the list that ``node`` is slices of."""
    return _base(node.value) if isinstance(node, ast.Subscript) else node


def _offset(node: ast.AST) -> tuple[ast.AST, int]:
    """Return (x, k) for ``x + k``, ``x - k`` and ``x`` itself."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        constant = _integer(node.right)
        if constant is not None:
            return node.left, constant if isinstance(node.op, ast.Add) else -constant
    return node, 0


def _integer(node: ast.AST) -> int | None:
    """Return the value of an integer literal, with or without a minus sign."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _integer(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None


def _is_pair(node: ast.AST) -> bool:
    return isinstance(node, ast.Tuple) and len(node.elts) == 2


def _called_name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""
