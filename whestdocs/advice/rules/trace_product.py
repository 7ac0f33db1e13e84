"""Traces of products: only the diagonal of the product is needed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.advice.candidate import Candidate
from whestdocs.advice.chains import chain, halves
from whestdocs.advice.patterns import function, trace
from whestdocs.advice.subject import Subject

_MESSAGE = (
    "The trace needs the diagonal of the product alone, and all of the product is worked out. "
    "einsum sums just the products of entries that belong to it."
)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each trace of a product of matrices."""
    for node in subject.expressions(ast.Call):
        matrix, einsum = trace(subject, node), function(subject, node, "einsum")
        found = None if matrix is None else chain(subject, matrix)
        if found is None or einsum is None:
            continue
        parts = halves(subject, found)
        letters = "ij,ji->" if parts.axis is None else "ij,ij->"
        text = f'{einsum}("{letters}", {parts.left}, {parts.right})'
        edits = (subject.replaced(node, text), *found.removals)
        yield Candidate("trace-product", subject.span(node), _MESSAGE, text, edits)
