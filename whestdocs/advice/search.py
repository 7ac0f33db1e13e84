"""The search for advice: rules propose, runs decide.

    estimator -> candidates -> each tried alone -> those that save, applied together
        ^                                                                     |
        +------------ again, until nothing new is found ----------------------+

What is found only once the first advice was taken (the next expression that promotes, say) is
measured on top of that advice, and says so. So does what saves nothing alone, because another
expression keeps everything in float64 just as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from whestdocs.advice.candidate import Candidate, Edit
from whestdocs.advice.edits import Rewriting, overlap, rewritten
from whestdocs.advice.judging import LESS_PRECISE, Judge
from whestdocs.advice.reporting import ALONE, ON_TOP, WITH_OTHERS, Advice, Together
from whestdocs.advice.rules import RULES
from whestdocs.advice.subject import Subject
from whestdocs.advice.trials import Change, Laboratory, Trial
from whestdocs.profiles import Span
from whestdocs.text import counted

#: How often new candidates are looked for; each time costs at least two runs.
MOST_ROUNDS = 4
#: What saves a smaller part of the bill than this is not worth anybody's time.
LEAST_SHARE = 0.001
#: How many times its own saving something must be worth among others for that to be said.
_MORE = 2
#: Runs at a time: each takes several processors itself where its matrices are large.
_RUNS = 2

_Result = TypeVar("_Result")


def in_parallel(jobs: Iterable[Callable[[], _Result]]) -> list[_Result]:
    """Return what jobs return, in their order; most of their time other processes run."""
    with ThreadPoolExecutor(_RUNS) as pool:
        return [future.result() for future in [pool.submit(job) for job in jobs]]


@dataclass(frozen=True)
class _Tried:
    """A candidate and what it did.

    Attributes:
        candidate: The candidate.
        saving: FLOPs that it saved.
        change: How far it moved the prediction.
        trial: The run of the estimator with it alone.
        basis: What the saving was measured against.
    """

    candidate: Candidate
    saving: int
    change: Change
    trial: Trial
    basis: str


@dataclass
class Search:
    """Searches for what saves.

    Attributes:
        laboratory: Runs trials.
        judge: Tells whether a prediction is still the estimator's own.
        tell: Is told what is being done.
        advice: What was found.
        together: What all of it does together, None as long as there is nothing.
    """

    laboratory: Laboratory
    judge: Judge
    tell: Callable[[str], None]
    advice: list[Advice] = field(default_factory=list)
    together: Together | None = None
    _steps: list[dict[str, Rewriting]] = field(default_factory=list)

    def run(self, texts: dict[str, str], base: Trial, observed: Trial) -> None:
        """Search, beginning with the estimator as it is.

        Args:
            texts: Its files.
            base: Its trial.
            observed: Its trial with values.
        """
        for number in range(MOST_ROUNDS):
            subject = Subject(base.profile, observed.values)
            candidates = list(dict.fromkeys(found for rule in RULES for found in rule(subject)))
            if number == 0:
                self.advice += self._estimated(candidates)
            round_ = _Round(self, texts, base, basis=ON_TOP if number else ALONE)
            chosen, best = round_.decide([found for found in candidates if found.edits])
            if not chosen:
                return
            self.advice += [self._advice(tried) for tried in chosen]
            step = rewritten(texts, _edits(chosen))
            self._steps.append(step)
            texts = texts | {file: new.after for file, new in step.items()}
            self.together = Together(best.flops, self.judge.original.change_to(best), texts)
            base, observed = best, self.laboratory.run(texts, "values")
            if observed.flops != base.flops:
                return

    def _estimated(self, candidates: Iterable[Candidate]) -> Iterator[Advice]:
        """Yield what cannot be tried, but is estimated to be worth anybody's time."""
        for found in candidates:
            if found.estimate is not None and self.is_worthwhile(found.estimate.flops):
                yield Advice(
                    kind=found.kind,
                    span=found.span,
                    message=found.message,
                    rewrite=found.rewrite,
                    saving=found.estimate.flops,
                    change=None,
                    estimated=found.estimate.how,
                )

    def is_worthwhile(self, saving: int) -> bool:
        """Return whether a saving is a part of the bill that anybody would notice."""
        return saving > 0 and saving >= LEAST_SHARE * self.judge.original.flops

    def _advice(self, tried: _Tried) -> Advice:
        found = tried.candidate
        return Advice(
            kind=found.kind,
            span=self._original(found.span),
            message=found.message,
            rewrite=found.rewrite,
            saving=tried.saving,
            change=tried.change,
            draws_anew=found.draws_anew,
            basis=tried.basis,
        )

    def _original(self, span: Span) -> Span:
        """Return where in the author's own file a span of a rewritten one comes from."""
        start, end = (span.line, span.column), (span.end_line, span.end_column)
        for step in reversed(self._steps):
            if span.file in step:
                start, end = step[span.file].origin(start), step[span.file].origin(end)
        return Span(span.file, *start, *end, span.source)


@dataclass(frozen=True)
class _Round:
    """One round of a search: an estimator, and candidates that may make it cheaper."""

    search: Search
    texts: dict[str, str]
    base: Trial
    basis: str

    def decide(self, candidates: Sequence[Candidate]) -> tuple[list[_Tried], Trial]:
        """Return which candidates to follow together, and how the estimator runs then.

        Of two that change the same text the one that saves more is taken.
        """
        self.search.tell(f"Trying {counted(len(candidates), 'rewrite')}")
        trials = in_parallel([partial(self._try, [found]) for found in candidates])
        tried = [
            _Tried(
                found,
                self.base.flops - trial.flops,
                self.base.change_to(trial),
                trial,
                self.basis,
            )
            for found, trial in zip(candidates, trials, strict=True)
            if self._is_sound(self.base, trial, [found])
        ]
        tried.sort(key=lambda one: -one.saving)
        saving = _compatible([one for one in tried if self.search.is_worthwhile(one.saving)], [])
        chosen, best = self._together(saving)
        # Several of these may have to go before any of them saves.
        rest = [one for one in tried if one not in saving and one.candidate.kind in LESS_PRECISE]
        chosen, best = self._joined(chosen, best, _compatible(rest, chosen))
        return self._credited(chosen, best), best

    def _try(self, candidates: Iterable[Candidate]) -> Trial:
        edits = [edit for found in candidates for edit in found.edits]
        new = {file: step.after for file, step in rewritten(self.texts, edits).items()}
        return self.search.laboratory.run(self.texts | new)

    def _is_sound(self, base: Trial, trial: Trial, candidates: Iterable[Candidate]) -> bool:
        """Return whether a rewritten estimator runs and predicts what it did."""
        if trial.prediction is None or trial.profile.budget_exhausted:
            return False
        if trial.network != base.network:
            return False  # It writes into the network, through a view where there was a copy.
        return self.search.judge.accepts(base.change_to(trial), candidates)

    def _together(self, saving: list[_Tried]) -> tuple[list[_Tried], Trial]:
        """Return which of the candidates that save alone are followed together.

        Where they save less together than one by one, some may be about the same thing: then
        each must save on top of those that save more.
        """
        if not saving:
            return [], self.base
        if len(saving) == 1:
            return saving, saving[0].trial
        self.search.tell(f"Trying {len(saving)} rewrites together")
        all_of_them = [one.candidate for one in saving]
        trial = self._try(all_of_them)
        saved = self.base.flops - trial.flops
        is_sound = self._is_sound(self.base, trial, all_of_them)
        if is_sound and saved >= sum(one.saving for one in saving):
            return saving, trial
        chosen, best = saving[:1], saving[0].trial
        for one in saving[1:]:
            trial = self._try([*(other.candidate for other in chosen), one.candidate])
            sound = self._is_sound(best, trial, [one.candidate])
            if sound and self.search.is_worthwhile(best.flops - trial.flops):
                chosen, best = [*chosen, one], trial
        return chosen, best

    def _joined(
        self, chosen: list[_Tried], best: Trial, rest: list[_Tried]
    ) -> tuple[list[_Tried], Trial]:
        """Add candidates that save nothing alone, but do together.

        What each is worth then is what the bill rises by without it.
        """
        candidates = [one.candidate for one in [*chosen, *rest]]
        if not rest or len(candidates) < 2:
            return chosen, best
        self.search.tell(f"Trying {len(candidates)} rewrites together")
        trial = self._try(candidates)
        sound = self._is_sound(self.base, trial, candidates)
        if not sound or not self.search.is_worthwhile(best.flops - trial.flops):
            return chosen, best
        needed = self._needed(rest, candidates, trial)
        dropped = [one.candidate for one in rest if one.candidate not in needed]
        if dropped:  # The others may do without them, which is to be seen.
            candidates = [found for found in candidates if found not in dropped]
            trial = self._try(candidates)
            if not self._is_sound(self.base, trial, candidates):
                return chosen, best
        joined = [one for one in rest if one.candidate in needed]
        worth = [replace(one, **needed[one.candidate]) for one in joined]
        if any(one.saving <= 0 for one in worth):
            return chosen, best  # Nobody could tell what following that one is good for.
        return [*chosen, *worth], trial

    def _credited(self, chosen: list[_Tried], together: Trial) -> list[_Tried]:
        """Return what was chosen with what it is worth among the others, where that is more.

        Together they then save more than one by one, each keeping the others from saving.
        """
        alone = [one for one in chosen if one.basis != WITH_OTHERS]
        if self.base.flops - together.flops <= sum(one.saving for one in alone):
            return chosen
        joint = [one for one in alone if one.candidate.kind in LESS_PRECISE]
        worth = self._needed(joint, [one.candidate for one in chosen], together)
        more = [replace(one, **worth.get(one.candidate, {})) for one in chosen]
        return [
            other if other.saving > _MORE * one.saving else one
            for one, other in zip(chosen, more, strict=True)
        ]

    def _needed(
        self, rest: list[_Tried], candidates: list[Candidate], together: Trial
    ) -> dict[Candidate, dict[str, Any]]:
        """Return saving and change of those without which the bill rises, or the rest is wrong.

        In that second case the run without it is no measure of what it saves; what it saved
        alone is.
        """
        groups = [[found for found in candidates if found is not one.candidate] for one in rest]
        trials = in_parallel([partial(self._try, group) for group in groups])
        needed: dict[Candidate, dict[str, Any]] = {}
        for one, group, without in zip(rest, groups, trials, strict=True):
            saving = without.flops - together.flops
            sound = self._is_sound(self.base, without, group)
            if not sound:
                needed[one.candidate] = {}
            elif self.search.is_worthwhile(saving):
                change = without.change_to(together)
                needed[one.candidate] = {"saving": saving, "change": change, "basis": WITH_OTHERS}
        return needed


def _compatible(tried: Iterable[_Tried], with_: Sequence[_Tried]) -> list[_Tried]:
    """Return, of those that change the same text, the first; none that ``with_`` excludes."""
    chosen: list[_Tried] = []
    for one in tried:
        others = [*with_, *chosen]
        if not any(overlap(one.candidate.edits, other.candidate.edits) for other in others):
            chosen.append(one)
    return chosen


def _edits(chosen: Iterable[_Tried]) -> list[Edit]:
    return [edit for one in chosen for edit in one.candidate.edits]
