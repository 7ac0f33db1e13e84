"""What rules look for in expressions, however it is spelled."""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterable

from whestdocs.advice.subject import Subject
from whestdocs.advice.variables import definition

#: Modules whose functions are counted where they are given flopscope's arrays.
ARRAY_MODULES = ("flopscope.numpy", "numpy")
_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
Number = int | float


def is_called(subject: Subject, node: ast.AST, *names: str) -> bool:
    """Return whether a node calls one of the array functions with these names."""
    if not isinstance(node, ast.Call):
        return False
    module, _, name = subject.full_name(node).rpartition(".")
    return module in ARRAY_MODULES and name in names


def is_method(subject: Subject, node: ast.AST, *names: str) -> bool:
    """Return whether a node calls a method with one of these names of an array."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in names and is_array(subject, node.func.value)


def arguments(call: ast.Call, *parameters: str) -> dict[str, ast.expr] | None:
    """Return the arguments of a call by parameter, None if it has others or starred ones."""
    if len(call.args) > len(parameters) or any(isinstance(a, ast.Starred) for a in call.args):
        return None
    found = dict(zip(parameters, call.args, strict=False))
    for keyword in call.keywords:
        if keyword.arg is None or keyword.arg not in parameters or keyword.arg in found:
            return None
        found[keyword.arg] = keyword.value
    return found


def receiver(call: ast.Call) -> ast.expr:
    """Return what a method is called on."""
    assert isinstance(call.func, ast.Attribute)
    return call.func.value


def function(subject: Subject, near: ast.AST, name: str) -> str | None:
    """Return how a file writes an array function, None if it imports none of them."""
    spellings = (subject.spelling(near, f"{module}.{name}") for module in ARRAY_MODULES)
    return next((found for found in spellings if found is not None), None)


def is_array(subject: Subject, node: ast.expr, dimensions: Iterable[int] = range(9)) -> bool:
    """Return whether an expression was a flopscope array of so many axes every time."""
    value = subject.value(node)
    return value is not None and value.is_array and value.dimensions in set(dimensions)


def is_charged(subject: Subject, node: ast.expr, *ops: str) -> bool:
    """Return whether an expression itself was charged, for one of the operations if any given."""
    return any(not ops or charge.op in ops for charge in subject.charges(node))


def constant(node: ast.expr | None) -> Number | None:
    """Return the number that an expression of nothing but numbers is, None for any other."""
    if isinstance(node, ast.Constant):
        number = node.value
        return number if isinstance(number, (int, float)) and not isinstance(number, bool) else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        number = constant(node.operand)
        return -number if number is not None and isinstance(node.op, ast.USub) else number
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = constant(node.left), constant(node.right)
        if left is None or right is None or (right == 0 and isinstance(node.op, ast.Div)):
            return None
        number = _OPERATORS[type(node.op)](left, right)
        return number if isinstance(number, (int, float)) else None
    return None


def is_simple(node: ast.expr) -> bool:
    """Return whether an expression costs nothing and is the same object when read twice."""
    if isinstance(node, ast.Subscript):
        return is_simple(node.value) and (is_simple(node.slice) or constant(node.slice) is not None)
    if isinstance(node, ast.Attribute):
        return node.attr != "T" and is_simple(node.value)
    return isinstance(node, ast.Name)


def is_same(one: ast.expr, other: ast.expr) -> bool:
    """Return whether two expressions read the same variable."""
    return is_simple(one) and ast.unparse(one) == ast.unparse(other)


def transposed(subject: Subject, node: ast.expr) -> ast.expr | None:
    """Return the matrix that an expression is the transpose of, None if it is no transpose."""
    if isinstance(node, ast.Name):
        found = definition(subject, node)
        return None if found is None else transposed(subject, found.value)
    inner: ast.expr | None = None
    if isinstance(node, ast.Attribute) and node.attr == "T":
        inner = node.value
    elif isinstance(node, ast.Call) and is_called(subject, node, "transpose"):
        inner = (arguments(node, "a") or {}).get("a")
    elif isinstance(node, ast.Call) and is_method(subject, node, "transpose") and not node.args:
        inner = receiver(node)
    return inner if inner is not None and is_array(subject, inner, (2,)) else None


def diagonal(subject: Subject, node: ast.AST) -> ast.expr | None:
    """Return the matrix that an expression is the diagonal of, None if it is no diagonal."""
    matrix: ast.expr | None = None
    if isinstance(node, ast.Call):
        if is_called(subject, node, "diag", "diagonal"):
            found = arguments(node, "a") or arguments(node, "v") or {}
            matrix = next(iter(found.values()), None)
        elif is_method(subject, node, "diagonal") and not node.args and not node.keywords:
            matrix = receiver(node)
        else:
            matrix = _contracted(subject, node, ("ii->i",))
    return matrix if matrix is not None and is_array(subject, matrix, (2,)) else None


def trace(subject: Subject, node: ast.AST) -> ast.expr | None:
    """Return the matrix that an expression is the trace of, None if it is no trace."""
    matrix: ast.expr | None = None
    if isinstance(node, ast.Call):
        summed = summed_up(subject, node)
        if summed is not None:
            return diagonal(subject, summed)
        if is_called(subject, node, "trace"):
            matrix = (arguments(node, "a") or {}).get("a")
        elif is_method(subject, node, "trace") and not node.args and not node.keywords:
            matrix = receiver(node)
        else:
            matrix = _contracted(subject, node, ("ii", "ii->"))
    return matrix if matrix is not None and is_array(subject, matrix, (2,)) else None


def summed_up(subject: Subject, node: ast.Call) -> ast.expr | None:
    """Return the array that a call sums all entries of, None if it does something else."""
    if is_called(subject, node, "sum"):
        return (arguments(node, "a") or {}).get("a")
    if is_method(subject, node, "sum") and not node.args and not node.keywords:
        return receiver(node)
    return None


def diagonal_matrix(subject: Subject, node: ast.expr) -> ast.expr | None:
    """Return the vector that an expression puts on a diagonal, None if it does not."""
    if isinstance(node, ast.Name):
        found = definition(subject, node)
        return None if found is None else diagonal_matrix(subject, found.value)
    if not (isinstance(node, ast.Call) and is_called(subject, node, "diag", "diagflat")):
        return None
    vector = (arguments(node, "v") or {}).get("v")
    return vector if vector is not None and is_array(subject, vector, (1,)) else None


def subscripts(subject: Subject, node: ast.expr) -> tuple[str, str, list[ast.expr]] | None:
    """Return inputs and output of an einsum's subscripts, and its operands.

    None for any other expression, and for an einsum whose subscripts are not all letters.
    """
    if not (isinstance(node, ast.Call) and is_called(subject, node, "einsum")):
        return None
    if not node.args or not isinstance(node.args[0], ast.Constant):
        return None
    inputs, arrow, output = str(node.args[0].value).replace(" ", "").partition("->")
    letters = inputs.replace(",", "") + output
    is_plain = (
        letters.isalpha() and letters.isascii() and len(inputs.split(",")) == len(node.args) - 1
    )
    return (inputs, output, node.args[1:]) if arrow and is_plain else None


def _contracted(subject: Subject, node: ast.Call, forms: tuple[str, ...]) -> ast.expr | None:
    """Return the only operand of an einsum of one of these forms."""
    if not is_called(subject, node, "einsum") or len(node.args) != 2 or node.keywords:
        return None
    written = node.args[0]
    if not isinstance(written, ast.Constant) or not isinstance(written.value, str):
        return None
    letters = written.value.replace(" ", "")
    return node.args[1] if letters.replace(letters[:1], "i") in forms else None
