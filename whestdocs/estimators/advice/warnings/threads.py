"""Work in other threads."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.estimators.advice.source.patterns import is_operation
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.warnings.warning import Warning, WarningKind

WARNING = WarningKind("threads", "work in another thread reaches no budget")
_MESSAGE = (
    "{:,} FLOPs were counted outside predict()'s budget, as work in another thread "
    "is. The grader may count or refuse it: work in the thread that called predict()."
)


def find(subject: Subject) -> Iterator[Warning]:
    """Yield the first operation that another thread than predict() did."""
    flops = subject.profile.other_flops
    if not flops:
        return
    there = [
        (value.order, node)
        for node in subject.expressions(ast.expr)
        if (value := subject.value(node)).elsewhere
        and value.is_array
        and is_operation(subject, node)
    ]
    span = subject.predict_span
    if there:
        span = subject.span(min(there, key=lambda pair: pair[0])[1])
    yield WARNING.at(span, _MESSAGE.format(flops))
