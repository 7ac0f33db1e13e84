"""What each piece of advice is worth, and which of them build on each other.

    alone        what the bill falls by if nothing else is followed
    on top       the same with what was found in earlier rounds already followed
    with others  what the bill rises by if all is followed but this

Where the last is much more than the first, the piece pays only with others. Those that would
be lost with each other make a group, whose saving is said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whestdocs.estimators.advice.changes import Change, largest_of
from whestdocs.estimators.advice.combinations import Combinations
from whestdocs.estimators.advice.pieces import Piece, without
from whestdocs.estimators.advice.reporting import ALONE, ON_TOP, WITH_OTHERS, Advice, Group

#: How many times its own saving something must be worth among others for that to be said.
_MORE = 2


@dataclass(frozen=True)
class Credit:
    """What a piece is worth."""

    piece: Piece
    saving: int
    basis: str
    change: Change


def credited(pieces: Sequence[Piece], runs: Combinations) -> list[Credit]:
    """Return what each piece is worth among the others, which are all followed."""
    losses = runs.losses(pieces)
    return [_credit(one, pieces, losses[one], runs) for one in pieces]


def _credit(piece: Piece, pieces: Sequence[Piece], loss: int | None, runs: Combinations) -> Credit:
    earlier = [one for one in pieces if one.round < piece.round]
    saving = runs.flops(earlier) - runs.flops([*earlier, piece])
    if loss is None or (runs.is_worthwhile(saving) and loss <= _MORE * saving):
        basis = ON_TOP if earlier else ALONE
        return Credit(piece, saving, basis, change_of(earlier, [*earlier, piece], runs))
    rest = without(pieces, [piece])
    return Credit(piece, loss, WITH_OTHERS, change_of(rest, pieces, runs))


def change_of(before: Iterable[Piece], after: Iterable[Piece], runs: Combinations) -> Change:
    """Return how far following more pieces moves the prediction, on all networks that ran both."""
    one, other = list(before), list(after)
    return largest_of(
        runs.run(one, bench).change_to(runs.run(other, bench))
        for bench in runs.benches
        if runs.has_run(one, bench) and runs.has_run(other, bench)
    )


def grouped(found: Sequence[Credit], runs: Combinations, *, is_quick: bool) -> list[list[Credit]]:
    """Return the groups of pieces that build on each other.

    Two belong together if most of what one saves is lost with the other: leaving both out
    costs less than leaving out each.
    """
    pieces = [one.piece for one in found]
    joint = [one for one in found if one.basis == WITH_OTHERS]
    partners = joint if is_quick else [one for one in found if one.basis != ALONE]
    groups: list[list[Credit]] = []
    for one in sorted(partners, key=lambda credit: credit.basis != WITH_OTHERS):
        group = next((g for g in groups if is_quick or _overlap(one, g, pieces, runs)), None)
        if group is not None:
            group.append(one)
        elif one in joint:
            groups.append([one])
    return [group for group in groups if len(group) > 1]


def _overlap(
    one: Credit, group: Sequence[Credit], pieces: Sequence[Piece], runs: Combinations
) -> bool:
    members = [other.piece for other in group]
    if any(one.piece in other.needs or other in one.piece.needs for other in members):
        return True
    loss, of_group = _loss([one.piece], pieces, runs), _loss(members, pieces, runs)
    shared = loss + of_group - _loss([one.piece, *members], pieces, runs)
    return shared >= min(loss, of_group) / 2


def _loss(dropped: Sequence[Piece], pieces: Sequence[Piece], runs: Combinations) -> int:
    return runs.flops(without(pieces, dropped)) - runs.flops(pieces)


def advice_of(
    found: Sequence[Credit], groups: Sequence[Sequence[Credit]], told: Sequence[Group]
) -> list[Advice]:
    """Return pieces as they are told, each with the number of its group.

    Without one of a group the others may even cost more than nothing: none is worth more than
    the group.
    """
    numbers = {
        one.piece: of.number for of, group in zip(told, groups, strict=True) for one in group
    }
    most = {of.number: of.saving for of in told}
    return [
        Advice(
            kind=credit.piece.candidate.kind,
            span=credit.piece.span,
            message=credit.piece.candidate.message,
            rewrite=credit.piece.candidate.rewrite,
            saving=min(credit.saving, most.get(numbers.get(credit.piece, 0), credit.saving)),
            change=credit.change,
            draws_anew=credit.piece.candidate.draws_anew,
            basis=credit.basis,
            group=numbers.get(credit.piece),
        )
        for credit in found
    ]


def groups_told(
    groups: Sequence[Sequence[Credit]], pieces: Sequence[Piece], runs: Combinations
) -> tuple[Group, ...]:
    """Return what the pieces of each group save together: what the bill rises by without them."""
    return tuple(
        Group(number, len(group), _loss([one.piece for one in group], pieces, runs))
        for number, group in enumerate(groups, start=1)
    )
