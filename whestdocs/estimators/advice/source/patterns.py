"""What rules look for in expressions, however it is spelled."""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterable, Iterator

from whestdocs.estimators.advice.source.noted_values import Value
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.source.variables import definition, value_of

NUMPY = "flopscope.numpy"
AS_SYMMETRIC = "flopscope.as_symmetric"
#: Modules whose functions are counted where they are given flopscope's arrays.
ARRAY_MODULES = (NUMPY, "numpy")
_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_GROUPS = (ast.List, ast.Tuple, ast.Starred, ast.keyword)
Number = int | float

# Calls and their parts.


def is_called(subject: Subject, node: ast.AST, *names: str) -> bool:
    """Return whether a node calls one of the array functions with these names."""
    if not isinstance(node, ast.Call):
        return False
    module, _, name = subject.full_name(node).rpartition(".")
    return module in ARRAY_MODULES and name in names


def is_method(subject: Subject, node: ast.AST, *names: str) -> bool:
    """Return whether a node calls a method with one of these names of an array."""
    owner = receiver(node)
    return owner is not None and node.func.attr in names and is_array(subject, owner)  # type: ignore[attr-defined]


def receiver(node: ast.AST) -> ast.expr | None:
    """Return what a node calls a method on, None if it does something else."""
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return node.func.value if is_call else None  # type: ignore[attr-defined]


def arguments(call: ast.Call, *parameters: str) -> dict[str, ast.expr]:
    """Return the arguments of a call by parameter, none if it has others or starred ones."""
    if len(call.args) > len(parameters) or any(isinstance(a, ast.Starred) for a in call.args):
        return {}
    found = dict(zip(parameters, call.args, strict=False))
    for keyword in call.keywords:
        if keyword.arg is None or keyword.arg not in parameters or keyword.arg in found:
            return {}
        found[keyword.arg] = keyword.value
    return found


def called_with(
    subject: Subject, node: ast.AST, names: Iterable[str], *parameters: str
) -> dict[str, ast.expr]:
    """Return the arguments of a call of an array function or of the method of that name.

    Args:
        subject: The estimator.
        node: The node.
        names: Names of the functions.
        parameters: Parameters of the functions; methods are called on the first.

    Returns:
        The arguments by parameter; none for any other node or with other arguments.
    """
    if not isinstance(node, ast.Call):
        return {}
    if is_called(subject, node, *names):
        return arguments(node, *parameters)
    owner = receiver(node)
    if owner is None or not is_method(subject, node, *names):
        return {}
    others = arguments(node, *parameters[1:])
    is_known = len(others) == len(node.args) + len(node.keywords)
    return {parameters[0]: owner, **others} if is_known else {}


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """Return an argument of a call that may have any others, by position or by name."""
    before = call.args[: position + 1]
    if len(before) > position and not any(isinstance(found, ast.Starred) for found in before):
        return before[-1]
    return next((word.value for word in call.keywords if word.arg == name), None)


def with_keyword(subject: Subject, call: ast.Call, name: str, text: str) -> str:
    """Return the text of a call in which a keyword has another value, or is added."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return subject.with_parts(call, {keyword.value: text})
    inside = subject.source(call)[:-1].rstrip()
    comma = "" if inside.endswith(("(", ",")) else ","
    space = "" if inside.endswith("(") else " "
    return f"{inside}{comma}{space}{name}={text})"


def function(subject: Subject, near: ast.AST, name: str) -> str | None:
    """Return how a file writes an array function, None if it imports none of them."""
    spellings = (subject.spelling(near, f"{module}.{name}") for module in ARRAY_MODULES)
    return next((found for found in spellings if found is not None), None)


def inputs(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the expressions that an operation works on, those in lists of them one by one."""
    waiting: list[ast.AST] = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Call):
        owner = receiver(node)
        waiting = [*([] if owner is None else [owner]), *node.args, *node.keywords]
    while waiting:
        child = waiting.pop(0)
        if isinstance(child, _GROUPS):
            waiting = [*ast.iter_child_nodes(child), *waiting]
        elif isinstance(child, ast.expr):
            yield child


# What an expression was.


def is_array(subject: Subject, node: ast.expr, dimensions: Iterable[int] = range(9)) -> bool:
    """Return whether an expression was a flopscope array of so many axes every time."""
    value = subject.value(node)
    return value.is_array and value.dimensions in set(dimensions)


def is_operation(subject: Subject, node: ast.expr) -> bool:
    """Return whether an expression itself computes, rather than load or call the author's code."""
    if isinstance(node, (ast.BinOp, ast.UnaryOp)):
        return True
    if not isinstance(node, ast.Call):
        return False
    if subject.full_name(node).partition(".")[0] in ("flopscope", "numpy"):
        return True
    owner = receiver(node)
    return owner is not None and subject.value(owner).is_array


def is_charged(subject: Subject, node: ast.expr, *ops: str) -> bool:
    """Return whether an expression itself was charged, for one of the operations if any given."""
    return any(not ops or charge.op in ops for charge in subject.charges(node))


def is_double(value: Value) -> bool:
    """Return whether an expression was an array of 64-bit numbers when it was first evaluated.

    In a loop what comes later may be double by what the loop itself has made so.
    """
    return any(seen.is_double and seen.kind in ("array", "numpy") for seen in value.seen[:1])


def is_always_double(value: Value) -> bool:
    """Return whether an expression was an array of flopscope's and float64 every time."""
    return value.is_array and value.dtypes == {"float64"}


def is_generator(value: Value) -> bool:
    """Return whether an expression was a generator of random numbers."""
    return any(seen.type_name.endswith("Generator") for seen in value.seen)


# Numbers and names.


def constant(node: ast.expr | None) -> Number | None:
    """Return the number that an expression of nothing but numbers is, None for any other."""
    number: object = None
    if isinstance(node, ast.Constant) and not isinstance(node.value, bool):
        number = node.value
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        number = constant(node.operand)
        if number is not None and isinstance(node.op, ast.USub):
            number = -number
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = constant(node.left), constant(node.right)
        if left is None or right is None or (right == 0 and isinstance(node.op, ast.Div)):
            return None
        number = _OPERATORS[type(node.op)](left, right)
    return number if isinstance(number, (int, float)) else None


def is_simple(node: ast.expr) -> bool:
    """Return whether an expression costs nothing and is the same object when read twice."""
    if isinstance(node, ast.Subscript):
        return is_simple(node.value) and (is_simple(node.slice) or constant(node.slice) is not None)
    if isinstance(node, ast.Attribute):
        return node.attr != "T" and is_simple(node.value)
    return isinstance(node, ast.Name)


def is_same(subject: Subject, one: ast.expr, other: ast.expr) -> bool:
    """Return whether two expressions read the same object, by whatever variables."""
    if not is_simple(one):
        return False
    return ast.unparse(_followed(subject, one)) == ast.unparse(_followed(subject, other))


def _followed(subject: Subject, node: ast.expr) -> ast.expr:
    """Return the variable that a variable is another name of, itself if it is none."""
    found = definition(subject, node) if isinstance(node, ast.Name) else None
    is_other = found is not None and is_simple(found.value)
    return _followed(subject, found.value) if found is not None and is_other else node


# Matrices and vectors.


def transposed(subject: Subject, node: ast.expr) -> ast.expr | None:
    """Return the matrix that an expression is the transpose of, None if it is no transpose."""
    node = value_of(subject, node)
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return _matrix(subject, node.value)
    found = called_with(subject, node, ["transpose"], "a")
    return _matrix(subject, found.get("a"))


def diagonal(subject: Subject, node: ast.AST) -> ast.expr | None:
    """Return the matrix that an expression is the diagonal of, None if it is no diagonal."""
    found = called_with(subject, node, ["diagonal"], "a")
    if isinstance(node, ast.Call) and is_called(subject, node, "diag"):
        found = arguments(node, "v")
    return _matrix(subject, next(iter(found.values()), _contracted(subject, node, "ii->i")))


def trace(subject: Subject, node: ast.AST) -> ast.expr | None:
    """Return the matrix that an expression is the trace of, None if it is no trace."""
    summed = summed_up(subject, node)
    if summed is not None:
        return diagonal(subject, summed)
    found = called_with(subject, node, ["trace"], "a")
    return _matrix(subject, found.get("a", _contracted(subject, node, "ii", "ii->")))


def _matrix(subject: Subject, node: ast.expr | None) -> ast.expr | None:
    return node if node is not None and is_array(subject, node, (2,)) else None


def _contracted(subject: Subject, node: ast.AST, *forms: str) -> ast.expr | None:
    """Return the only operand of an einsum of one of these forms."""
    if not isinstance(node, ast.Call) or not is_called(subject, node, "einsum"):
        return None
    if len(node.args) != 2 or node.keywords or not isinstance(node.args[0], ast.Constant):
        return None
    letters = str(node.args[0].value).replace(" ", "")
    return node.args[1] if letters.replace(letters[:1], "i") in forms else None


def summed_up(subject: Subject, node: ast.AST) -> ast.expr | None:
    """Return the array that a call sums all entries of, None if it does something else."""
    return called_with(subject, node, ["sum"], "a").get("a")


def diagonal_matrix(subject: Subject, node: ast.expr) -> ast.expr | None:
    """Return the vector that an expression puts on a diagonal, None if it does not."""
    node = value_of(subject, node)
    if not isinstance(node, ast.Call) or not is_called(subject, node, "diag", "diagflat"):
        return None
    vector = arguments(node, "v").get("v")
    return vector if vector is not None and is_array(subject, vector, (1,)) else None


def untagged(subject: Subject, node: ast.expr) -> ast.expr:
    """Return the matrix that an expression tags as symmetric, the expression itself otherwise."""
    is_tag = isinstance(node, ast.Call) and subject.full_name(node) == AS_SYMMETRIC
    return node.args[0] if isinstance(node, ast.Call) and is_tag and node.args else node


def index_parts(node: ast.Subscript) -> list[ast.expr]:
    """Return what a subscript has for each axis."""
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def column_vector(subject: Subject, node: ast.expr) -> ast.expr | None:
    """Return the vector that ``v[:, None]`` makes a column of, None for anything else."""
    return _widened(subject, node, [":", "None"])


def row_vector(subject: Subject, node: ast.expr) -> ast.expr | None:
    """Return the vector that ``v[None, :]`` makes a row of, None for anything else."""
    return _widened(subject, node, ["None", ":"], ["None"])


def _widened(subject: Subject, node: ast.expr, *indices: list[str]) -> ast.expr | None:
    if not isinstance(node, ast.Subscript) or not is_array(subject, node.value, (1,)):
        return None
    parts = [ast.unparse(part).rpartition(".")[2] for part in index_parts(node)]
    written = [part.replace("newaxis", "None") for part in parts]
    return node.value if written in indices else None


def subscripts(subject: Subject, node: ast.expr) -> tuple[str, str, list[ast.expr]] | None:
    """Return inputs and output of an einsum's subscripts, and its operands.

    None for any other expression, and for an einsum whose subscripts are not all letters.
    """
    if not isinstance(node, ast.Call) or not is_called(subject, node, "einsum") or not node.args:
        return None
    first, *operands = node.args
    if not isinstance(first, ast.Constant) or any(isinstance(o, ast.Starred) for o in operands):
        return None
    inputs, arrow, output = str(first.value).replace(" ", "").partition("->")
    letters = inputs.replace(",", "") + output
    is_plain = letters.isalpha() and letters.isascii()
    is_complete = arrow and inputs.count(",") + 1 == len(operands)
    return (inputs, output, operands) if is_plain and is_complete else None
