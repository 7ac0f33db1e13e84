"""Chains of matrix products: ``w.T @ cov @ w``, in operators, functions and methods alike."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from whestdocs.advice.candidate import Edit
from whestdocs.advice.patterns import (
    arguments,
    is_array,
    is_called,
    is_method,
    receiver,
    transposed,
)
from whestdocs.advice.subject import Subject
from whestdocs.advice.variables import sole_definition


@dataclass(frozen=True)
class Factor:
    """One matrix or vector of a chain."""

    node: ast.expr


@dataclass(frozen=True)
class Product:
    """A product of two parts of a chain."""

    left: Part
    right: Part


Part = Factor | Product


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


def chain(subject: Subject, node: ast.expr) -> Chain | None:
    """Return the chain that an expression is, None if it is none."""
    removals: list[Edit] = []
    inner: list[ast.expr] = []
    part = _part(subject, node, removals, inner)
    if isinstance(part, Factor):
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
    found = [chain(subject, node) for node in products]
    known = [one for one in found if one is not None]
    parts = {node for one in known for node in one.inner if node is not one.node}
    yield from (one for one in known if one.node not in parts)


def product(subject: Subject, node: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """Return the two operands of a matrix product, None if it is none."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        pair = (node.left, node.right)
    elif isinstance(node, ast.Call) and is_called(subject, node, "matmul", "dot"):
        found = arguments(node, "a", "b") or {}
        if len(found) != 2:
            return None
        pair = (found["a"], found["b"])
    elif isinstance(node, ast.Call) and is_method(subject, node, "dot"):
        if len(node.args) != 1 or node.keywords:
            return None
        pair = (receiver(node), node.args[0])
    else:
        return None
    are_arrays = all(is_array(subject, operand, (1, 2)) for operand in pair)
    return pair if are_arrays else None


def factors(part: Part) -> Iterator[ast.expr]:
    """Yield what a part multiplies, from left to right."""
    if isinstance(part, Factor):
        yield part.node
    else:
        yield from factors(part.left)
        yield from factors(part.right)


def text(subject: Subject, part: Part) -> str:
    """Return a chain in operators."""
    if isinstance(part, Factor):
        return subject.operand(part.node)
    right = text(subject, part.right)
    if isinstance(part.right, Product):
        right = f"({right})"
    return f"{text(subject, part.left)} @ {right}"


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
    first, *rest = chain.factors
    *before, last = chain.factors
    left, right = transposed(subject, first), transposed(subject, last)
    if left is not None:
        return Halves(subject.operand(left), _multiplied(subject, rest), 0)
    if right is not None:
        return Halves(_multiplied(subject, before), subject.operand(right), 1)
    return Halves(_multiplied(subject, before), subject.operand(last), None)


def _multiplied(subject: Subject, factors: list[ast.expr]) -> str:
    """Return the product of factors from left to right, as an operand."""
    text = " @ ".join(subject.operand(factor) for factor in factors)
    return text if len(factors) == 1 else f"({text})"


def _part(subject: Subject, node: ast.expr, removals: list[Edit], inner: list[ast.expr]) -> Part:
    if isinstance(node, ast.Name):
        found = sole_definition(subject, node)
        if found is None or product(subject, found.value) is None:
            return Factor(node)
        removals.append(subject.removed(found))
        return _part(subject, found.value, removals, inner)
    operands = product(subject, node)
    if operands is None:
        return Factor(node)
    inner.append(node)
    left, right = operands
    return Product(_part(subject, left, removals, inner), _part(subject, right, removals, inner))
