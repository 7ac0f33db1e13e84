"""Reading from a function which of its names stand for the network's layers.

``mlp.weights`` and ``mlp.depth`` do, and names bound once to what has one element for each
layer, in their order, by construction: a comprehension over the weights, a slice of it.
Whether ``mlp`` is the network is left to be checked at run time. Everything that is not
certain stands for nothing.
"""

from __future__ import annotations

import ast
from collections import Counter
from typing import Any, NamedTuple

#: Expressions with loops of their own.
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
#: Methods after which the elements of a list are others, or in another order.
_REORDERING = frozenset({"append", "extend", "insert", "pop", "remove", "reverse", "sort"})
#: Calls that return elements in an order of their own; what a range counts is read apart.
_OTHER_ORDER = frozenset({"reversed", "sorted", "set", "frozenset", "range"})


class Counting(NamedTuple):
    """What the number that a loop counts says about the layer.

    Attributes:
        shift: The number plus this is the layer.
        ascending: Whether layers come one after the other, the first one first.
    """

    shift: int
    ascending: bool


class Names:
    """The names of one function that stand for all layers, or for how many there are.

    Attributes:
        network: Name of the variable whose weights and depth the function uses, "" where
            there are none, or several.
    """

    def __init__(self, function: Any) -> None:
        nodes = list(ast.walk(function))
        owners = {_owner(node) for node in nodes} - {"", "self"}
        self.network = owners.pop() if len(owners) == 1 else ""
        self._weights: set[str] = set()
        self._lists: set[str] = set()
        self._counts: set[str] = set()
        self._reordered = {_receiver(node) for node in nodes} - {""}
        stores = Counter(
            node.id for node in nodes if isinstance(node, ast.Name) and _is_bound(node)
        )
        stores.update(node.arg for node in nodes if isinstance(node, ast.arg))
        bound_once = {name for name, times in stores.items() if times == 1}
        assignments = [node for node in nodes if isinstance(node, ast.Assign)]
        for _ in range(3):  # Enough for names bound to names bound to names.
            for node in assignments:
                self._bind(node, bound_once - self._reordered)

    def _bind(self, node: ast.Assign, names: set[str]) -> None:
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=False))
            for name, value in pairs:
                if not isinstance(name, ast.Name) or name.id not in names:
                    continue
                if self.is_weights(value):
                    self._weights.add(name.id)
                if self.is_in_order(value):
                    self._lists.add(name.id)
                elif self.is_count(value):
                    self._counts.add(name.id)

    def is_weights(self, node: ast.AST) -> bool:
        """Return whether ``node`` is the list of all weight matrices."""
        if isinstance(node, ast.Attribute):
            mine = node.attr == "weights" and _owner(node) == self.network != ""
            return mine and f"{self.network}.weights" not in self._reordered
        if isinstance(node, ast.Name):
            return node.id in self._weights
        if isinstance(node, ast.Call) and called_name(node) in ("list", "tuple") and node.args:
            return self.is_weights(node.args[0])
        return False

    def is_in_order(self, node: ast.AST) -> bool:
        """Return whether ``node`` has an element for each layer (or each of a slice), in order."""
        if self.is_weights(node):
            return True
        if isinstance(node, ast.Name):
            return node.id in self._lists
        if isinstance(node, ast.Subscript):
            ascending = isinstance(node.slice, ast.Slice) and node.slice.step is None
            return ascending and self.is_in_order(node.value)
        if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
            loop = node.generators[0]
            return len(node.generators) == 1 and not loop.ifs and self.is_in_order(loop.iter)
        if isinstance(node, ast.Call):
            called, arguments = called_name(node), node.args
            if called in ("list", "tuple", "enumerate") and arguments:
                return self.is_in_order(arguments[0])
            if called in ("zip", "map"):
                return any(self.is_in_order(argument) for argument in arguments)
            counting = self.counting(node)
            return counting is not None and counting.ascending
        return False

    def is_count(self, node: ast.AST) -> bool:
        """Return whether ``node`` is the number of layers."""
        if isinstance(node, ast.Attribute):
            return node.attr == "depth" and _owner(node) == self.network != ""
        if isinstance(node, ast.Name):
            return node.id in self._counts
        if isinstance(node, ast.Call) and called_name(node) == "len" and node.args:
            whole = isinstance(node.args[0], (ast.Name, ast.Attribute))
            return whole and self.is_in_order(node.args[0])
        return False

    def counting(self, node: ast.AST) -> Counting | None:
        """Return what ``range(depth)`` and its like count, None if that is not the layers."""
        if not isinstance(node, ast.Call) or called_name(node) != "range" or node.keywords:
            return None
        arguments = node.args if len(node.args) > 1 else [ast.Constant(0), *node.args]
        begin, end = arguments[:2]
        step = integer(arguments[2]) if len(arguments) > 2 else 1
        if step is None or step == 0:
            return None
        whole, extra = offset(end if step > 0 else begin)
        if not self.is_count(whole):
            return None
        if step < 0:  # From depth - 1 down to 0, or from depth down to 1.
            from_one = extra == 0 and integer(end) == 0
            return Counting(-1 if from_one else 0, False) if extra < 0 or from_one else None
        from_one = extra == 1 and (integer(begin) or 0) > 0
        return Counting(-1 if from_one else 0, step == 1) if extra <= 0 or from_one else None

    def counter(self, loop: ast.While) -> tuple[str, Counting, ast.AugAssign] | None:
        """Return the variable that counts the layers of a while loop, and the step of it.

        That is one compared with their number, and moved by one in one place.
        """
        tests = [loop.test]
        if isinstance(loop.test, ast.BoolOp):
            tests = loop.test.values if isinstance(loop.test.op, ast.And) else []
        stores = Counter(
            node.id for node in ast.walk(loop) if isinstance(node, ast.Name) and _is_bound(node)
        )
        for test in tests:
            if not isinstance(test, ast.Compare) or not isinstance(test.left, ast.Name):
                continue
            name, (whole, extra) = test.left.id, offset(test.comparators[0])
            extra += isinstance(test.ops[0], ast.LtE)
            below = len(test.ops) == 1 and isinstance(test.ops[0], (ast.Lt, ast.LtE, ast.NotEq))
            if below and self.is_count(whole) and extra <= 1 and stores[name] == 1:
                for step in loop.body:
                    if isinstance(step, ast.AugAssign) and _moves_by_one(step, name):
                        ascending = isinstance(step.op, ast.Add)
                        return name, Counting(-1 if extra == 1 else 0, ascending), step
        return None

    def follows_layers(self, loop: ast.AST) -> bool:
        """Return whether a loop runs over the layers, in order, by what its head says."""
        if isinstance(loop, ast.While):
            counted = self.counter(loop)
            return counted is not None and counted[1].ascending
        if isinstance(loop, (ast.For, ast.AsyncFor)):
            return self._follows(loop.iter)
        if isinstance(loop, COMPREHENSIONS):
            return len(loop.generators) == 1 and self._follows(loop.generators[0].iter)
        return False

    def _follows(self, iterable: ast.AST) -> bool:
        """Return whether ``iterable`` is in the layers' order, or a call that is given them."""
        if self.is_in_order(iterable):
            return True
        if not isinstance(iterable, ast.Call) or called_name(iterable) in _OTHER_ORDER:
            return False
        return any(
            self._follows(argument)
            or (isinstance(argument, ast.Name) and argument.id == self.network != "")
            for argument in iterable.args
        )


def _owner(node: ast.AST) -> str:
    """Return ``mlp`` for ``mlp.weights`` and ``mlp.depth``, "" for anything else."""
    if isinstance(node, ast.Attribute) and node.attr in ("weights", "depth"):
        return node.value.id if isinstance(node.value, ast.Name) else ""
    return ""


def _receiver(node: ast.AST) -> str:
    """Return ``rows`` for ``rows.sort()`` and ``rows[:] = other``, "" for anything else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return ast.unparse(node.func.value) if node.func.attr in _REORDERING else ""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        whole = isinstance(node.slice, ast.Slice) and not isinstance(node.ctx, ast.Load)
        return node.value.id if whole else ""
    return ""


def _is_bound(name: ast.Name) -> bool:
    return not isinstance(name.ctx, ast.Load)


def _moves_by_one(node: ast.AugAssign, name: str) -> bool:
    return (
        isinstance(node.target, ast.Name)
        and node.target.id == name
        and isinstance(node.op, (ast.Add, ast.Sub))
        and integer(node.value) == 1
    )


def offset(node: ast.AST) -> tuple[ast.AST, int]:
    """Return (x, k) for ``x + k``, ``x - k`` and ``x`` itself."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        constant = integer(node.right)
        if constant is not None:
            return node.left, constant if isinstance(node.op, ast.Add) else -constant
    return node, 0


def integer(node: ast.AST) -> int | None:
    """Return the value of an integer literal, with or without a minus sign."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = integer(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None


def called_name(call: ast.Call) -> str:
    """Return the name that is called, "" where it is no plain name."""
    return call.func.id if isinstance(call.func, ast.Name) else ""
