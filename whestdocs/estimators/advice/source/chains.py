"""Chains of matrix products: ``w.T @ cov @ w``, in operators, functions and methods alike."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whestdocs.estimators.advice.source.edits import Edit
from whestdocs.estimators.advice.source.patterns import (
    called_with,
    function,
    is_array,
    is_same,
    transposed,
)
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.source.variables import sole_definition


@dataclass(frozen=True)
class Product:
    """A product of two parts of a chain."""

    left: Part
    right: Part


#: A factor, or a product of parts.
Part = ast.expr | Product


@dataclass(frozen=True)
class Chain:
    """A product of two or more factors, of which only the first and the last may be vectors.

    Attributes:
        node: The whole expression.
        part: In which order it multiplies.
        factors: What it multiplies, from left to right.
        removals: Edits that take out the variables that held parts of it.
        inner: The nodes of the products in it, itself included.
    """

    node: ast.expr
    part: Product
    factors: tuple[ast.expr, ...]
    removals: tuple[Edit, ...]
    inner: tuple[ast.expr, ...]


def chain(subject: Subject, node: ast.expr, follow: bool = True) -> Chain | None:
    """Return the chain that an expression is, None if it is none.

    Args:
        subject: The estimator.
        node: The expression.
        follow: Whether to go on into what variables stand for.
    """
    removals: list[Edit] = []
    inner: list[ast.expr] = []

    def part_of(node: ast.expr) -> Part:
        held = sole_definition(subject, node) if follow else None
        if held is not None and product(subject, held.value) is not None:
            removals.append(subject.removed(held))
            return part_of(held.value)
        operands = product(subject, node)
        if operands is None:
            return node
        inner.append(node)
        left, right = operands
        return Product(part_of(left), part_of(right))

    part = part_of(node)
    if not isinstance(part, Product):
        return None
    multiplied = tuple(factors(part))
    is_chain = all(is_array(subject, factor, (2,)) for factor in multiplied[1:-1])
    ends = (multiplied[0], multiplied[-1])
    if not is_chain or not all(is_array(subject, factor, (1, 2)) for factor in ends):
        return None
    return Chain(node, part, multiplied, tuple(removals), tuple(inner))


def chains(subject: Subject) -> Iterator[Chain]:
    """Yield the longest chains, in file order."""
    products = (node for node in subject.expressions(ast.expr) if product(subject, node))
    found = [made for node in products if (made := chain(subject, node)) is not None]
    parts = {node for one in found for node in one.inner if node is not one.node}
    yield from (one for one in found if one.node not in parts)


def product(subject: Subject, node: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """Return the two operands of a matrix product, None if it is none."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        left, right = node.left, node.right
    else:
        found = called_with(subject, node, ["matmul", "dot"], "a", "b")
        if len(found) != 2:
            return None
        left, right = found["a"], found["b"]
    are_arrays = is_array(subject, left, (1, 2)) and is_array(subject, right, (1, 2))
    return (left, right) if are_arrays else None


def factors(part: Part) -> Iterator[ast.expr]:
    """Yield what a part multiplies, from left to right."""
    if isinstance(part, Product):
        yield from factors(part.left)
        yield from factors(part.right)
    else:
        yield part


def text(subject: Subject, part: Part) -> str:
    """Return a chain in operators."""
    if not isinstance(part, Product):
        return subject.operand(part)
    right = text(subject, part.right)
    if isinstance(part.right, Product):
        right = f"({right})"
    return f"{text(subject, part.left)} @ {right}"


def multiplied(subject: Subject, factors: Sequence[ast.expr]) -> str:
    """Return the product of factors from left to right, as an operand."""
    text = " @ ".join(subject.operand(factor) for factor in factors)
    return text if len(factors) == 1 else f"({text})"


@dataclass(frozen=True)
class Halves:
    """A chain as the product of two matrices, of which one may be a transpose.

    Attributes:
        left: The first, as an operand in operators.
        right: The second, likewise.
        axis: 0 if the product is that of the first's transpose and the second, 1 if that of the
            first and the second's transpose, None if of both as they are.
    """

    left: str
    right: str
    axis: int | None


def halves(subject: Subject, chain: Chain) -> Halves:
    """Return a chain in two, without the transposes at its ends if it has any."""
    first, last = chain.factors[0], chain.factors[-1]
    left, right = transposed(subject, first), transposed(subject, last)
    if left is not None:
        return Halves(subject.operand(left), multiplied(subject, chain.factors[1:]), 0)
    before = multiplied(subject, chain.factors[:-1])
    return Halves(before, subject.operand(right or last), None if right is None else 1)


def diagonal_text(subject: Subject, chain: Chain) -> str | None:
    """Return the diagonal of a chain as a sum, None if the file has no name for what sums."""
    parts = halves(subject, chain)
    if parts.axis is None:
        einsum = function(subject, chain.node, "einsum")
        return einsum and f'{einsum}("ij,ji->i", {parts.left}, {parts.right})'
    total = function(subject, chain.node, "sum")
    return total and f"{total}({parts.left} * {parts.right}, axis={parts.axis})"


def matrix_at_ends(subject: Subject, first: ast.expr, last: ast.expr) -> tuple[str, bool] | None:
    """Return the matrix of ``X.T @ ... @ X`` or ``X @ ... @ X.T``, None for any other product.

    With it, whether the first factor is the transpose.
    """
    left, right = transposed(subject, first), transposed(subject, last)
    if left is not None and is_same(subject, left, last):
        return subject.source(last), True
    if right is not None and is_same(subject, right, first):
        return subject.source(first), False
    return None


def gram_text(einsum: str, matrix: str, is_left: bool, weights: str = "") -> str:
    """Return the einsum for ``X.T @ X``, or for ``X @ X.T``, with or without weights between."""
    letters = "ki,kj" if is_left else "ik,jk"
    if weights:
        return f'{einsum}("k,{letters}->ij", {weights}, {matrix}, {matrix})'
    return f'{einsum}("{letters}->ij", {matrix}, {matrix})'
