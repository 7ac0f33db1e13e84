"""Judging a rewrite by the run it was tried in.

A rewrite that computes the same in another order moves the prediction by rounding. How much
that is depends on the estimator, so it is measured: the original is run once more on weights
of which every one has moved by its last bit. A rewrite that draws other random numbers moves
it by sampling noise: that is measured by another seed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from whestdocs.advice.candidate import Candidate
from whestdocs.advice.trials import LAST_BITS, RESEEDED, Change, Laboratory, Trial

#: A rewrite rounds as often as the original, at other places: some times as much passes.
ROUNDING_FACTOR = 16.0
#: The same in spacings of float32 numbers, for estimators that the weights hardly move.
_LEAST = 16 * 2.0**-23
#: The largest of many differences is about this much larger for one pair of draws than
#: for another, at most.
NOISE_FACTOR = 2.0
#: Beyond this part of the prediction's size it is another estimator, not a cheaper one: where
#: a rewrite computes in fewer bits, and where it should compute the very same.
LESS_PRECISE_LIMIT, SAME_LIMIT = 0.01, 1e-4
#: Kinds of advice that compute in fewer bits.
LESS_PRECISE = frozenset({"float64", "stats-promotion", "rng-dtype"})


@dataclass
class Judge:
    """Knows how far a prediction may move.

    Attributes:
        laboratory: Runs the original.
        texts: Its texts.
        original: Its trial.
        again: The same trial once more. An estimator without a seed predicts differently.
    """

    laboratory: Laboratory
    texts: dict[str, str]
    original: Trial
    again: Trial

    @property
    def is_random(self) -> bool:
        """Whether every run of the estimator predicts something else."""
        return self.original.change_to(self.again).largest > 0

    @cached_property
    def rounding(self) -> Change:
        """How far the prediction moves when only the last bits of the weights do."""
        if self.is_random:
            return Change(0.0, 0.0)  # Nothing could tell it from the noise.
        return self._varied(LAST_BITS)

    @cached_property
    def noise(self) -> Change:
        """How far the prediction moves with other random numbers."""
        if self.is_random:
            return self.original.change_to(self.again)
        return self._varied(RESEEDED)

    def _varied(self, variation: str) -> Change:
        trial = self.laboratory.run(self.texts, variation=variation)
        if trial.prediction is None:
            return Change(0.0, 0.0)
        return self.original.change_to(trial)

    def is_rounding(self, change: Change) -> bool:
        """Return whether a change is no more than rounding elsewhere makes."""
        return change.relative <= max(ROUNDING_FACTOR * self.rounding.relative, _LEAST)

    def is_noise(self, change: Change) -> bool:
        """Return whether a change is no more than other random numbers make."""
        return change.relative <= NOISE_FACTOR * self.noise.relative

    def accepts(self, change: Change, candidates: Iterable[Candidate]) -> bool:
        """Return whether a prediction that ``candidates`` moved so far is still the same."""
        followed = list(candidates)
        fewer_bits = any(found.kind in LESS_PRECISE for found in followed)
        limit = LESS_PRECISE_LIMIT if fewer_bits else SAME_LIMIT
        if self.is_rounding(change) or change.relative <= limit:
            return True
        draws_anew = any(found.draws_anew for found in followed)
        return (draws_anew or self.is_random) and self.is_noise(change)
