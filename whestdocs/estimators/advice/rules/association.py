"""The order of products: a vector first, or whatever makes the smallest matrices.

w @ u @ v                 w @ (u @ v)
P = A @ B                 y = P @ v, z = P @ u: two products with vectors for each
for W in weights:
    P = W @ P             only for P @ v: carry the vector W @ (P @ v) along
for W in weights:
    P = P @ W             only for P @ v afterwards: go through the weights backwards
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.chains import Chain, Part, Product, chains, product, text
from whestdocs.estimators.advice.source.mentions import readers, root, target
from whestdocs.estimators.advice.source.passes import Loop
from whestdocs.estimators.advice.source.patterns import constant, is_array, is_simple
from whestdocs.estimators.advice.source.subject import Subject, start
from whestdocs.estimators.advice.source.variables import (
    bindings,
    definition,
    fresh_name,
    set_before,
    uses,
)

RULE = Rule("association", "products in the more expensive order")
_VECTOR = (
    "Python multiplies from left to right, so matrices are multiplied before the vector comes. "
    "Begin with the vector: then every product is one with a vector."
)
_MATRICES = "The order of these products makes larger matrices in between than it need. Change it."
_HELD = (
    "Matrices are multiplied here, and the result is only multiplied by vectors. Begin with each "
    "vector: then every product is one with a vector."
)
_CARRIED = (
    "Matrices are multiplied in every pass, and the result is only multiplied by `{}`. Carry the "
    "vector along instead: then every product is one with a vector."
)
_BACKWARDS = (
    "Matrices are multiplied in every pass, and the result is only multiplied by `{}`. Begin with "
    "that vector and go through the matrices backwards: then every product is one with a vector."
)
#: Rows and columns.
_Size = tuple[int, int]


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each chain, and each variable, whose products could come cheaper."""
    for chain in chains(subject):
        sizes = _sizes(subject, chain)
        if sizes is None or len(chain.factors) < 3:
            continue
        best, least = _best(chain.factors, sizes)
        if least < _multiplications(chain.part, dict(zip(chain.factors, sizes, strict=True)))[0]:
            message = _VECTOR if 1 in (sizes[0][0], sizes[-1][1]) else _MATRICES
            written = text(subject, best)
            yield RULE.replacement(subject, chain.node, message, written, *chain.removals)
    for node in subject.nodes(ast.stmt):
        if subject.function(node) is None:
            continue
        if isinstance(node, ast.Assign):
            yield from _held(subject, node)
        elif isinstance(node, (ast.For, ast.While)):
            yield from _in_loop(subject, node)


def _sizes(subject: Subject, chain: Chain) -> list[_Size] | None:
    """Return rows and columns of each factor; None unless those were the same every time."""
    sizes: list[_Size] = []
    for number, factor in enumerate(chain.factors):
        shapes = subject.value(factor).shapes
        if len(shapes) != 1:
            return None
        [shape] = shapes
        if len(shape) == 1:
            shape = (1, *shape) if number == 0 else (*shape, 1)
        rows, columns = shape
        sizes.append((rows, columns))
    return sizes


def _multiplications(part: Part, sizes: dict[ast.expr, _Size]) -> tuple[int, _Size]:
    """Return how many multiplications of numbers a part needs, and the size of its result."""
    if not isinstance(part, Product):
        return 0, sizes[part]
    left, (rows, inner) = _multiplications(part.left, sizes)
    right, (_, columns) = _multiplications(part.right, sizes)
    return left + right + rows * inner * columns, (rows, columns)


def _best(nodes: Sequence[ast.expr], sizes: Sequence[_Size]) -> tuple[Part, int]:
    """Return the order of fewest multiplications, and how many those are."""

    @cache
    def best(start: int, stop: int) -> tuple[int, Part]:
        if stop - start == 1:
            return 0, nodes[start]
        options: list[tuple[int, Part]] = []
        for middle in reversed(range(start + 1, stop)):  # From left to right among equals.
            left, right = best(start, middle), best(middle, stop)
            own = sizes[start][0] * sizes[middle][0] * sizes[stop - 1][1]
            options.append((left[0] + right[0] + own, Product(left[1], right[1])))
        return min(options, key=lambda option: option[0])

    least, part = best(0, len(nodes))
    return part, least


# Variables whose matrix is only multiplied by vectors.


def _held(subject: Subject, assignment: ast.Assign) -> Iterator[Candidate]:
    """Yield the product that several vectors are multiplied by."""
    operands, names = product(subject, assignment.value), uses(subject, assignment)
    if operands is None or not all(is_array(subject, operand, (2,)) for operand in operands):
        return
    found = _readers(subject, names)
    if len(names) < 2 or not found:
        return
    if not all(definition(subject, name) is assignment for name in names):
        return
    left, right = (subject.operand(operand) for operand in operands)
    edits = [subject.removed(assignment)]
    for reader in found:
        vector = subject.operand(reader.vector)
        forms = f"{vector} @ {left} @ {right}", f"{left} @ ({right} @ {vector})"
        edits.append(subject.replaced(reader.node, forms[reader.is_left]))
    yield RULE.candidate(subject, assignment.value, _HELD, edits[1].text, *edits)


@dataclass(frozen=True)
class _Reader:
    """A product of a variable's matrix and a vector, the matrix on its left or not."""

    node: ast.expr
    vector: ast.expr
    is_left: bool


def _readers(subject: Subject, names: Sequence[ast.Name]) -> list[_Reader]:
    """Return the products with vectors that a variable is read for, none if for anything else."""
    found: list[_Reader] = []
    for name in names:
        node = subject.parent(name)
        if isinstance(node, ast.Attribute):
            node = subject.parent(node)  # A method, as in p.dot(v); p.T is no operand of that.
        operands = product(subject, node) if isinstance(node, ast.expr) else None
        if operands is None or name not in operands or not isinstance(node, ast.expr):
            return []
        left, right = operands
        vector = right if left is name else left
        if not is_array(subject, vector, (1,)):
            return []
        found.append(_Reader(node, vector, left is name))
    return found


@dataclass(frozen=True)
class _Step:
    """The statement of a loop that multiplies a variable's matrix by another."""

    statement: ast.Assign
    name: str
    inner: ast.Name
    product: ast.expr
    other: ast.expr
    is_last: bool


def _in_loop(subject: Subject, loop: Loop) -> Iterator[Candidate]:
    function = subject.function(loop)
    for statement in loop.body:
        step = _step(subject, statement)
        if step is None or function is None or set_before(subject, loop, step.name) is None:
            continue
        names = [name for name in readers(function, step.name) if name is not step.inner]
        found = _readers(subject, names)
        if len(bindings(function, step.name)) != 2 or not found:
            continue
        if not _is_one_vector(subject, loop, found):
            continue
        if all(reader.is_left == step.is_last for reader in found):
            yield _forwards(subject, loop, step, found)
        elif all(reader.is_left != step.is_last for reader in found):
            yield from _backwards(subject, loop, step, found)


def _step(subject: Subject, statement: ast.stmt) -> _Step | None:
    """Return the step that a statement is, whatever number the product is multiplied by."""
    name = target(statement)
    if name is None or not isinstance(statement, ast.Assign):
        return None
    node = statement.value
    while isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div)):
        if constant(node.right) is not None:
            node = node.left
        elif constant(node.left) is not None and isinstance(node.op, ast.Mult):
            node = node.right
        else:
            return None
    operands, places = product(subject, node), readers(node, name)
    if operands is None or len(places) != 1 or places[0] not in operands:
        return None
    if not all(is_array(subject, operand, (2,)) for operand in operands):
        return None
    left, right = operands
    is_last = places[0] is right
    return _Step(statement, name, places[0], node, left if is_last else right, is_last)


def _is_one_vector(subject: Subject, loop: Loop, readers: Sequence[_Reader]) -> bool:
    """Return whether all products are with one variable that is known before the loop."""
    vectors = {ast.unparse(reader.vector) for reader in readers}
    vector, function = readers[0].vector, subject.function(loop)
    if len(vectors) != 1 or not is_simple(vector) or function is None:
        return False
    bound = bindings(function, root(vector))
    return bool(bound) and all(start(found) < start(loop) for found in bound)


def _forwards(subject: Subject, loop: Loop, step: _Step, readers: Sequence[_Reader]) -> Candidate:
    """Return what carries the vector through the same loop."""
    vector, name = subject.source(readers[0].vector), step.name
    first = f"{name} @ {vector}" if step.is_last else f"{vector} @ {name}"
    edits = [subject.inserted(loop, f"{name} = {first}")]
    edits += [subject.replaced(reader.node, name) for reader in readers]
    message = _CARRIED.format(vector)
    return RULE.candidate(subject, step.product, message, f"{name} = {first}", *edits)


def _backwards(
    subject: Subject, loop: Loop, step: _Step, readers: Sequence[_Reader]
) -> Iterator[Candidate]:
    """Yield what goes through the loop backwards, if it does nothing else."""
    if not isinstance(loop, ast.For) or loop.body != [step.statement] or loop.orelse:
        return
    inside = set(ast.walk(loop))
    items = ast.unparse(loop.iter)
    is_one_way = isinstance(loop.iter, ast.Call) and items.split("(")[0] not in ("range", "list")
    if is_one_way or any(reader.node in inside for reader in readers):
        return
    vector, name = subject.source(readers[0].vector), fresh_name(subject, "carried", loop)
    other = subject.operand(step.other)
    made = f"{name} @ {other}" if step.is_last else f"{other} @ {name}"
    last = f"{name} @ {step.name}" if step.is_last else f"{step.name} @ {name}"
    text = subject.with_parts(step.statement.value, {step.product: made})
    edits = [
        subject.inserted(loop, f"{name} = {vector}"),
        subject.replaced(loop.iter, f"reversed({subject.source(loop.iter)})"),
        subject.replaced(step.statement.value, text),
        subject.replaced(step.statement.targets[0], name),
        *(subject.replaced(reader.node, last) for reader in readers),
    ]
    message = _BACKWARDS.format(vector)
    yield RULE.candidate(subject, step.product, message, f"{name} = {made}", *edits)
