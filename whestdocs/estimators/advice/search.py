"""The search for advice: rules propose, runs decide.

    estimator -> candidates -> each tried alone -> all that predict the same, followed together
        ^                                                                     |
        +------------ again, until nothing new is found ----------------------+
    -> those that are needed -> those that hold on every network

What saves nothing alone is followed too at first: another piece may stand on it, or it is one
of several expressions that each keep everything in float64. Only at the end is it seen what
the bill would be without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from whestdocs.estimators.advice.combinations import Combinations, in_parallel
from whestdocs.estimators.advice.pieces import Piece, compatible, piece_of, texts_of
from whestdocs.estimators.advice.pruning import needed, sound_everywhere
from whestdocs.estimators.advice.rules import RULES
from whestdocs.estimators.advice.rules.rule import Candidate
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.trials import Trial
from whestdocs.text import counted

#: How often new candidates are looked for; each time costs at least two runs.
MOST_ROUNDS = 4


@dataclass
class Search:
    """Searches for what saves.

    Attributes:
        runs: Runs the estimator with pieces of advice followed.
        tell: Is told what is being done.
        found: Is told of every piece that saves alone, as soon as that was measured.
        widen: Adds the networks that what was found is tried on at the end.
        most_rounds: How often new candidates are looked for.
        proposed: What the rules proposed for the estimator as it is.
    """

    runs: Combinations
    tell: Callable[[str], None]
    found: Callable[[Piece, int], None]
    widen: Callable[[], None]
    most_rounds: int = MOST_ROUNDS
    proposed: list[Candidate] = field(default_factory=list)
    _refused: set[tuple[object, ...]] = field(default_factory=set)

    def propose(self, observed: Trial) -> list[Candidate]:
        """Look for candidates in the estimator as it is, and return them."""
        self.proposed = _candidates(self.runs.first.original, observed)
        return self.proposed

    def run(self) -> list[Piece]:
        """Return the pieces that are to be followed together."""
        chosen: list[Piece] = []
        candidates = self.proposed
        for number in range(self.most_rounds):
            pieces = [piece_of(one, number, self.runs.texts, chosen) for one in candidates]
            added = self._joined(chosen, self._sound(chosen, pieces))
            if not added:
                break
            chosen += added
            if number + 1 == self.most_rounds:
                break
            base = self.runs.run(chosen)
            texts = texts_of(chosen, self.runs.texts)
            observed = self.runs.first.laboratory.run(texts, "values")
            if observed.flops != base.flops:
                break
            candidates = _candidates(base, observed)
        return self._kept(chosen)

    def _sound(self, chosen: Sequence[Piece], pieces: Sequence[Piece]) -> list[Piece]:
        """Return the pieces that predict the same, those that save most first."""
        new = [one for one in pieces if _identity(one) not in self._refused]
        if new:
            self.tell(f"Trying {counted(len(new), 'rewrite')}")
        savings = in_parallel([partial(self._saving, chosen, one) for one in new])
        sound: dict[Piece, int] = {}
        for one, saving in zip(new, savings, strict=True):
            if saving is None or (saving <= 0 and _repeats(one)):
                self._refused.add(_identity(one))
            else:
                sound[one] = saving
        return sorted(sound, key=lambda one: -sound[one])

    def _saving(self, chosen: Sequence[Piece], piece: Piece) -> int | None:
        """Return what a piece saves on top of others, None if the prediction changes."""
        saving = self.runs.flops(chosen) - self.runs.flops([*chosen, piece])
        if not self.runs.is_sound([*chosen, piece], chosen):
            return None
        if self.runs.is_worthwhile(saving):
            self.found(piece, saving)
        return saving

    def _joined(self, chosen: Sequence[Piece], sound: Sequence[Piece]) -> list[Piece]:
        """Return which pieces are followed at once: of two that exclude each other the first."""
        added = compatible(sound, chosen)
        if len(added) < 2:
            return added
        self.tell(f"Trying {len(added)} rewrites together")
        if self.runs.is_sound([*chosen, *added], chosen):
            return added
        kept: list[Piece] = []
        for one in added:
            if self.runs.is_sound([*chosen, *kept, one], [*chosen, *kept]):
                kept.append(one)
        return kept

    def _kept(self, chosen: list[Piece]) -> list[Piece]:
        """Return what is needed, and holds on every network."""
        self.tell("Looking which rewrites are needed")
        kept = needed(chosen, self.runs)
        if kept:
            self.tell("Trying them on other networks")
            self.widen()
        while kept:
            held = sound_everywhere(kept, self.runs)
            if len(held) == len(kept):
                break
            kept = needed(held, self.runs)
        return kept


def _candidates(base: Trial, observed: Trial) -> list[Candidate]:
    """Return what the rules propose, without repetition."""
    subject = Subject(base.profile, observed.values)
    return list(dict.fromkeys(found for rule in RULES for found in rule(subject)))


def _repeats(piece: Piece) -> bool:
    """Return whether a rule proposes for its own rewrite what it proposed before."""
    mine = {edit.span for edit in piece.edits}
    return any(
        other.candidate.kind == piece.candidate.kind
        and not mine.isdisjoint(edit.span for edit in other.edits)
        for other in piece.needs
    )


def _identity(piece: Piece) -> tuple[object, ...]:
    """Return what two pieces have in common that propose the same."""
    return (piece.candidate.kind, *sorted(piece.edits))
