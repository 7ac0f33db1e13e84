"""Warnings, one module for each kind: what costs no FLOPs but may cost the score."""

from __future__ import annotations

from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.warnings import (
    blanket_except,
    in_place,
    residual_time,
    threads,
    uncounted_numpy,
)
from whestdocs.estimators.advice.warnings.warning import Warning

#: Those that the source and the values tell, in the order in which they are documented.
_BY_SOURCE = (uncounted_numpy, threads, blanket_except, in_place)
_DECLARED = tuple(module.WARNING for module in (*_BY_SOURCE, residual_time))

WARNING_KINDS = tuple(one.kind for one in _DECLARED)
#: What may happen, by the kind of warning.
WARNING_SUMMARIES = {one.kind: one.summary for one in _DECLARED}


def warnings_of(subject: Subject) -> list[Warning]:
    """Return the warnings about an estimator by its source and its values, in file order."""
    found = [warning for module in _BY_SOURCE for warning in module.find(subject)]
    return sorted(found, key=lambda warning: warning.span)
