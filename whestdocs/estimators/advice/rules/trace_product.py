"""Traces of products: only the diagonal of the product is needed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.chains import chain, halves
from whestdocs.estimators.advice.source.patterns import function, trace
from whestdocs.estimators.advice.source.subject import Subject

RULE = Rule("trace-product", "a whole product for its trace")
_MESSAGE = (
    "The trace needs the diagonal of the product alone, and all of the product is worked out. "
    "einsum sums just the products of entries that belong to it."
)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each trace of a product of matrices."""
    for node in subject.expressions(ast.Call):
        matrix, einsum = trace(subject, node), function(subject, node, "einsum")
        found = None if matrix is None else chain(subject, matrix)
        if found is not None and einsum is not None:
            parts = halves(subject, found)
            letters = "ij,ji->" if parts.axis is None else "ij,ij->"
            text = f'{einsum}("{letters}", {parts.left}, {parts.right})'
            yield RULE.replacement(subject, node, _MESSAGE, text, *found.removals)
