"""The rules, one module for each kind of advice.

Each has a function `find` that yields the candidates it sees in a subject. It may propose
too much: what does not save, or changes the prediction, is dropped after it was run. But it
must not propose what is right for this network only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from whestdocs.advice.candidate import Candidate
from whestdocs.advice.rules import (
    association,
    diag_matmul,
    diagonal_only,
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
    where,
)
from whestdocs.advice.subject import Subject

Rule = Callable[[Subject], Iterator[Candidate]]

#: All rules, in the order of their kinds. Of two candidates that save the same on the same
#: text the earlier is taken.
RULES: tuple[Rule, ...] = (
    float64.find,
    symmetry_lost.find,
    power.find,
    stats_promotion.find,
    where.find,
    gather.find,
    movement.find,
    sandwich.find,
    diag_matmul.find,
    trace_product.find,
    association.find,
    rng_dtype.find,
    diagonal_only.find,
    setup.find,
)
