"""Pieces of advice as edits of the author's own text, so that any choice of them can be tried.

A piece that was found in a text that other pieces had rewritten may change what they wrote.
Then it needs them: it is never tried without.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from whestdocs.estimators.advice.rules.rule import Candidate
from whestdocs.estimators.advice.source.edits import Edit, overlap, rewritten
from whestdocs.estimators.advice.source.lifting import Lifted, lift
from whestdocs.estimators.profiles import Span


@dataclass(frozen=True, eq=False)
class Piece:
    """A candidate in the author's text.

    Attributes:
        candidate: What a rule proposed, in the text that it looked at.
        round: Number of the round that found it.
        span: Where the expression that is to blame stands in the author's text.
        edits: Its edits of the author's text.
        replaced: Edits of other pieces that its own contain.
        needs: The pieces that these are of.
        on_same_draws: Where it draws other random numbers: the piece that does the same to those
            that are drawn now; None where nothing else changes.
    """

    candidate: Candidate
    round: int
    span: Span
    edits: tuple[Edit, ...]
    replaced: frozenset[Edit] = frozenset()
    needs: frozenset[Piece] = field(default=frozenset())
    on_same_draws: Piece | None = None

    def excludes(self, other: Piece) -> bool:
        """Return whether this and another piece change the same text in different ways."""
        if self in other.needs or other in self.needs:
            return False
        return overlap(self.edits, other.edits)


def piece_of(
    candidate: Candidate, number: int, texts: Mapping[str, str], chosen: Sequence[Piece]
) -> Piece:
    """Return a candidate that was found in a rewritten text as a piece."""
    earlier, same = edits_of(chosen), _on_same_draws(candidate)
    files = dict.fromkeys(edit.span.file for edit in candidate.edits)
    lifted = [found for file in files for found in _lifted(file, texts, earlier, candidate.edits)]
    replaced = frozenset(edit for found in lifted for edit in found.touched)
    place = _lifted(candidate.span.file, texts, earlier, [Edit(candidate.span, "")])[0].edit.span
    return Piece(
        candidate=candidate,
        round=number,
        span=replace(place, source=candidate.span.source),
        edits=tuple(found.edit for found in lifted),
        replaced=replaced,
        needs=with_needs(piece for piece in chosen if replaced & set(piece.edits)),
        on_same_draws=None if same is None else piece_of(same, number, texts, chosen),
    )


def _on_same_draws(candidate: Candidate) -> Candidate | None:
    """Return the candidate that does the same to the numbers that are drawn now, if any."""
    if not candidate.same_draws:
        return None
    return replace(candidate, edits=candidate.same_draws, draws_anew=False, same_draws=())


def _lifted(
    file: str, texts: Mapping[str, str], earlier: Iterable[Edit], edits: Iterable[Edit]
) -> list[Lifted]:
    """Return what edits of one of the rewritten texts are in the author's."""
    mine = [edit for edit in earlier if edit.span.file == file]
    return lift(texts[file], mine, [edit for edit in edits if edit.span.file == file])


def with_needs(pieces: Iterable[Piece]) -> frozenset[Piece]:
    """Return pieces and those that they need."""
    found = frozenset(pieces)
    return found.union(*(piece.needs for piece in found))


def without(pieces: Iterable[Piece], dropped: Collection[Piece]) -> list[Piece]:
    """Return the pieces that are left when some are dropped, and those that need them."""
    return [one for one in pieces if one not in dropped and not one.needs & frozenset(dropped)]


def compatible(pieces: Iterable[Piece], chosen: Sequence[Piece]) -> list[Piece]:
    """Return, of those that change the same text, the first; none that ``chosen`` excludes."""
    found: list[Piece] = []
    for piece in pieces:
        if not any(piece.excludes(other) for other in [*chosen, *found]):
            found.append(piece)
    return found


def edits_of(pieces: Iterable[Piece]) -> list[Edit]:
    """Return the edits that pieces make together, of which none needs a piece that is not there."""
    chosen = list(pieces)
    return [
        edit
        for piece in chosen
        for edit in piece.edits
        if not any(edit in other.replaced for other in chosen if piece in other.needs)
    ]


def texts_of(pieces: Sequence[Piece], texts: Mapping[str, str]) -> dict[str, str]:
    """Return the author's texts with pieces followed, and what they need."""
    edits = edits_of(with_needs(pieces))
    return {**texts, **rewritten(texts, edits)}
