"""Which of the pieces that were followed are needed, and hold on every network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from whestdocs.estimators.advice.combinations import Combinations, in_parallel
from whestdocs.estimators.advice.judging import Bench
from whestdocs.estimators.advice.pieces import Piece, without


def needed(pieces: Sequence[Piece], runs: Combinations) -> list[Piece]:
    """Return the pieces without any of which the bill would rise noticeably.

    A step that saves nothing alone stays if others stand on it: each is judged among all
    others, not by itself, and by its part of the bill that is left.
    """
    kept = list(pieces)
    while True:
        bill, losses = runs.flops(kept), runs.losses(kept)
        idle = {
            one: loss
            for one, loss in losses.items()
            if loss is not None and not runs.is_worthwhile(loss, bill)
        }
        if not idle:
            return kept
        kept = _without_idle(kept, idle, runs)


def _without_idle(
    pieces: Sequence[Piece], idle: Mapping[Piece, int], runs: Combinations
) -> list[Piece]:
    """Return fewer pieces: without all idle ones, or without the least useful of them.

    Two may be idle only because the other is there. Then the bill without both is more than
    each of them makes of it, and one of them stays.
    """
    bill = runs.flops(pieces)
    rest = without(pieces, idle)
    more = runs.flops(rest) - bill - sum(idle.values())
    if not runs.is_worthwhile(more, bill) and runs.is_sound(rest):
        return rest
    least = min(idle, key=lambda one: (idle[one], -one.round, _saving(one, runs)))
    return without(pieces, [least])


def _saving(piece: Piece, runs: Combinations) -> int:
    return runs.first.original.flops - runs.flops([piece])


def sound_everywhere(pieces: Sequence[Piece], runs: Combinations) -> list[Piece]:
    """Return the pieces that predict the same on every network, each and all together."""
    kept = list(pieces)
    for bench in runs.benches[1:]:
        jobs = [partial(_holds, one, kept, runs, bench) for one in kept]
        wrong = [one for one, is_right in zip(kept, in_parallel(jobs), strict=True) if not is_right]
        kept = without(kept, wrong)
        if not _all_hold(kept, runs, bench):
            kept = _one_by_one(kept, runs, bench)
    return kept


def _holds(piece: Piece, pieces: Sequence[Piece], runs: Combinations, bench: Bench) -> bool:
    """Return whether a piece is sound on a network, on top of those that were found before."""
    base = [one for one in pieces if one.round < piece.round]
    return runs.is_sound([*base, piece], base, bench)


def _all_hold(pieces: Sequence[Piece], runs: Combinations, bench: Bench) -> bool:
    saves = not pieces or runs.run(pieces, bench).flops < bench.original.flops
    return saves and runs.is_sound(pieces, bench=bench)


def _one_by_one(pieces: Sequence[Piece], runs: Combinations, bench: Bench) -> list[Piece]:
    """Return the pieces that can be added one after the other without harm."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.round):
        if piece.needs <= set(kept) and _all_hold([*kept, piece], runs, bench):
            kept.append(piece)
    return kept
