"""The rules, one module for each kind of advice.

Each has an entry `RULE` and a function `find` that yields the candidates it sees in a subject.
It may propose too much: what does not save, or changes the prediction, is dropped after it was
run. But it must not propose what is right for this network only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps

from whestdocs.estimators.advice.rules import (
    association,
    diag_matmul,
    diagonal_only,
    first_layer,
    float64,
    gather,
    movement,
    power,
    rng_dtype,
    sandwich,
    setup,
    stats_promotion,
    symmetry_lost,
    trace_product,
    unused,
    where,
)
from whestdocs.estimators.advice.rules.rule import Candidate
from whestdocs.estimators.advice.source.comments import kept_comments
from whestdocs.estimators.advice.source.loaded_state import changes_loaded_state
from whestdocs.estimators.advice.source.subject import Subject

Find = Callable[[Subject], Iterator[Candidate]]
#: All rules, in the order in which they are documented. Of two candidates that save the same on
#: the same text the earlier is taken.
_MODULES = (
    *(float64, symmetry_lost, power, stats_promotion, where, gather, movement, sandwich),
    *(diag_matmul, trace_product, association, rng_dtype, diagonal_only, first_layer),
    *(unused, setup),
)


def _proposing(find: Find) -> Find:
    """Return what finds the same, keeps comments, and leaves alone what is read from files."""

    @wraps(find)
    def proposed(subject: Subject) -> Iterator[Candidate]:
        for found in find(subject):
            if not changes_loaded_state(subject, found.edits):
                comments = kept_comments(subject, found.edits)
                yield replace(found, edits=(*found.edits, *comments))

    return proposed


KINDS = tuple(module.RULE.kind for module in _MODULES)
#: What is wrong with the code that each kind of advice is about.
SUMMARIES = {module.RULE.kind: module.RULE.summary for module in _MODULES}
RULES = tuple(_proposing(module.find) for module in _MODULES)
