"""Judging a rewrite by its runs: does it still predict the same, on every network?

A rewrite that computes the same in another order moves the prediction by rounding. How much
that is depends on the estimator, so it is measured in each layer: the original is run again
on weights of which every one has moved by its last bit. A rewrite that draws other random
numbers moves it by sampling noise: that is measured by other seeds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from whestdocs.estimators.advice.changes import Change, largest_of
from whestdocs.estimators.advice.trials import LAST_BITS, RESEEDED, Laboratory, Trial

#: A rewrite rounds as often as the original, at other places: some times as much passes.
ROUNDING_FACTOR = 16.0
#: The same in spacings of float32 numbers, for estimators that the weights hardly move.
_LEAST = 16 * 2.0**-23
#: The spread of one pair of draws is this much larger than the largest of others, at most: in
#: deep layers all means err together, so that a spread is hardly more than one random number.
NOISE_FACTOR = 3.0
#: How often the original is varied to see what rounding or other random numbers do.
_REPETITIONS = {LAST_BITS: 2, RESEEDED: 4}


@dataclass
class Bench:
    """One network, the original's run on it, and how far its prediction may move there.

    An estimator is random if every run of it predicts something else.
    """

    laboratory: Laboratory
    texts: Mapping[str, str]
    original: Trial
    is_random: bool = False

    @cached_property
    def rounding(self) -> Change | None:
        """How far the prediction moves when only the last bits of the weights do.

        None where nothing could tell that from noise, or the estimator failed.
        """
        return None if self.is_random else self._varied(LAST_BITS)

    @cached_property
    def noise(self) -> Change | None:
        """How far the prediction moves with other random numbers; None if it failed."""
        return self._varied(RESEEDED)

    def _varied(self, variation: str) -> Change | None:
        trials = [
            self.laboratory.run(self.texts, variation=variation, repetition=number)
            for number in range(_REPETITIONS[variation])
        ]
        changes = [
            self.original.change_to(trial) for trial in trials if trial.prediction is not None
        ]
        return largest_of(changes) if changes else None

    def accepts(self, base: Trial, trial: Trial, *, draws_anew: bool = False) -> bool:
        """Return whether a rewrite runs without new errors and predicts what the base does."""
        if trial.prediction is None or base.prediction is None:
            return False
        if trial.profile.budget_exhausted and not base.profile.budget_exhausted:
            return False
        if trial.network != base.network:
            return False  # It writes into the network, through a view where there was a copy.
        if trial.raises_more_than(base):
            return False
        change = base.change_to(trial)
        is_noise = (draws_anew or self.is_random) and self.is_noise(change)
        return is_noise or self.is_rounding(change)

    def is_rounding(self, change: Change) -> bool:
        """Return whether no layer changed by more than rounding elsewhere makes."""
        rounding = None if self.rounding is None else self.rounding.layers
        allowed = [0.0] * len(change.layers) if rounding is None else [r.largest for r in rounding]
        return all(
            layer.largest <= max(ROUNDING_FACTOR * bound, _LEAST * layer.size)
            for layer, bound in zip(change.layers, allowed, strict=True)
        )

    def is_noise(self, change: Change) -> bool:
        """Return whether no layer changed by more than other random numbers make."""
        if self.noise is None:
            return False
        return all(
            layer.spread <= NOISE_FACTOR * noise.spread
            for layer, noise in zip(change.layers, self.noise.layers, strict=True)
        )
