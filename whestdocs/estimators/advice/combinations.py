"""Runs of an estimator with pieces of advice followed, on several networks; none is made twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from whestdocs.estimators.advice.judging import Bench
from whestdocs.estimators.advice.pieces import Piece, texts_of, with_needs, without
from whestdocs.estimators.advice.trials import Trial

#: What saves a smaller part of the bill than this is not worth anybody's time.
LEAST_SHARE = 0.001
#: Runs at a time: each takes several processors itself where its matrices are large.
_RUNS = 2

_Result = TypeVar("_Result")


def in_parallel(jobs: Iterable[Callable[[], _Result]]) -> list[_Result]:
    """Return what jobs return, in their order; most of their time other processes run."""
    with ThreadPoolExecutor(_RUNS) as pool:
        return [future.result() for future in [pool.submit(job) for job in jobs]]


@dataclass
class Combinations:
    """Runs of the estimator with pieces of advice followed."""

    texts: Mapping[str, str]
    benches: list[Bench]
    _trials: dict[tuple[int, frozenset[Piece]], Trial] = field(default_factory=dict)

    @property
    def first(self) -> Bench:
        """The network that savings are measured on."""
        return self.benches[0]

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds of the networks."""
        return tuple(bench.laboratory.setting.seed for bench in self.benches)

    @property
    def count(self) -> int:
        """How many different combinations were run, on all networks together."""
        return len(self._trials)

    def run(self, pieces: Iterable[Piece], bench: Bench | None = None) -> Trial:
        """Return the run with pieces followed, and what they need."""
        bench, followed = bench or self.first, with_needs(pieces)
        if not followed:
            return bench.original
        place = (bench.laboratory.setting.seed, followed)
        if place not in self._trials:
            self._trials[place] = bench.laboratory.run(texts_of(list(followed), self.texts))
        return self._trials[place]

    def has_run(self, pieces: Iterable[Piece], bench: Bench) -> bool:
        """Return whether pieces were followed on a network, and predicted something."""
        followed = with_needs(pieces)
        trial = self._trials.get((bench.laboratory.setting.seed, followed))
        trial = trial if followed else bench.original
        return trial is not None and trial.prediction is not None

    def flops(self, pieces: Iterable[Piece]) -> int:
        """Return the bill with pieces followed."""
        return self.run(pieces).flops

    def is_worthwhile(self, saving: int, bill: int | None = None) -> bool:
        """Return whether a saving is a part of a bill, the original's at first, that counts."""
        whole = self.first.original.flops if bill is None else bill
        return saving > 0 and saving >= LEAST_SHARE * whole

    def is_sound(
        self, pieces: Sequence[Piece], base: Sequence[Piece] = (), bench: Bench | None = None
    ) -> bool:
        """Return whether an estimator with pieces followed predicts what it did before.

        Those that draw other random numbers are judged apart, and what they do to the numbers
        that are drawn now before that: nothing else may hide in the noise that they make.
        """
        bench, before, after = bench or self.first, with_needs(base), with_needs(pieces)
        drawing = with_needs(one for one in after - before if one.candidate.draws_anew)
        same = before | _on_same_draws(drawing)
        middle = before | drawing
        run = partial(self.run, bench=bench)
        if same != before and not bench.accepts(run(before), run(same)):
            return False
        if drawing and not bench.accepts(run(same), run(middle), draws_anew=True):
            return False
        return middle == after or bench.accepts(run(middle), run(after))

    def losses(self, pieces: Sequence[Piece]) -> dict[Piece, int | None]:
        """Return what the bill rises by without each piece, and those that need it.

        None where the estimator is not sound without it: then that is no measure.
        """
        bill = self.flops(pieces)
        jobs = [partial(self._without, pieces, one) for one in pieces]
        return {
            one: None if bare is None else bare - bill
            for one, bare in zip(pieces, in_parallel(jobs), strict=True)
        }

    def _without(self, pieces: Sequence[Piece], dropped: Piece) -> int | None:
        rest = without(pieces, [dropped])
        return self.flops(rest) if self.is_sound(rest) else None


def _on_same_draws(pieces: Iterable[Piece]) -> frozenset[Piece]:
    """Return what pieces do, on the numbers that are drawn without them."""
    others = (one.on_same_draws if one.candidate.draws_anew else one for one in pieces)
    return frozenset(one for one in others if one is not None)
