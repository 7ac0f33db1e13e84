"""Statements that write into arrays."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.warnings.warning import Warning, WarningKind

WARNING = WarningKind(
    "in-place", "an array is written into, which newer releases and the grader's client refuse"
)
_MESSAGE = (
    "`{}` writes into an array. It works here, but "
    "newer releases and the grader's client refuse it: make a new array."
)


def find(subject: Subject) -> Iterator[Warning]:
    """Yield the statements that write into an array of flopscope's."""
    for node in subject.nodes(ast.stmt):
        targets = node.targets if isinstance(node, ast.Assign) else []
        arrays = [target.value for target in targets if isinstance(target, ast.Subscript)]
        if isinstance(node, ast.AugAssign):
            target = node.target
            arrays = [target.value if isinstance(target, ast.Subscript) else target]
        for array in arrays:
            if any(seen.kind == "array" for seen in subject.value(array).seen):
                yield WARNING.at(subject.span(node), _MESSAGE.format(subject.source(node)))
