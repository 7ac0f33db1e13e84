"""The search for advice: rules propose, runs decide.

    estimator -> candidates -> each tried alone -> those that save, applied together
        ^                                                                     |
        +------------ again, until nothing new is found ----------------------+

What is found only once the first advice was taken (the next expression that promotes, say) is
measured on top of that advice, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from whestdocs.advice.candidate import Candidate, Edit
from whestdocs.advice.edits import Rewriting, overlap, rewritten
from whestdocs.advice.judging import Judge
from whestdocs.advice.reporting import Advice, Together
from whestdocs.advice.rules import RULES
from whestdocs.advice.subject import Subject
from whestdocs.advice.trials import Laboratory, Trial
from whestdocs.profiles import Span
from whestdocs.text import counted

#: How often new candidates are looked for; each time costs at least two runs.
MOST_ROUNDS = 4
#: Runs at a time: each takes several processors itself where its matrices are large.
_RUNS = 2

_Result = TypeVar("_Result")
_Tried = tuple[Candidate, Trial]


def in_parallel(jobs: Iterable[Callable[[], _Result]]) -> list[_Result]:
    """Return what jobs return, in their order; most of their time other processes run."""
    with ThreadPoolExecutor(_RUNS) as pool:
        return [future.result() for future in [pool.submit(job) for job in jobs]]


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
                self.advice += [_estimated(found) for found in candidates if found.estimate]
            saving = self._saving(texts, base, [found for found in candidates if found.edits])
            chosen, best = self._combined(texts, base, saving)
            if not chosen:
                return
            self.advice += [self._advice(base, *tried, follows=number > 0) for tried in chosen]
            texts = self._rewrite(texts, chosen)
            change = self.judge.original.change_to(best)
            self.together = Together(best.flops, change, texts)
            base, observed = best, self.laboratory.run(texts, "values")
            if observed.flops != base.flops:
                return

    def _saving(
        self, texts: dict[str, str], base: Trial, candidates: Sequence[Candidate]
    ) -> list[_Tried]:
        """Return the candidates that save when they are tried alone, dearest first."""
        self.tell(f"Trying {counted(len(candidates), 'rewrite')}")
        trials = in_parallel([partial(self._try, texts, found.edits) for found in candidates])
        saving = [
            (found, trial)
            for found, trial in zip(candidates, trials, strict=True)
            if self._is_better(base, trial, found.draws_anew)
        ]
        return sorted(saving, key=lambda tried: tried[1].flops)

    def _try(self, texts: dict[str, str], edits: Iterable[Edit]) -> Trial:
        return self.laboratory.run(_applied(texts, edits))

    def _is_better(self, base: Trial, trial: Trial, draws_anew: bool) -> bool:
        return (
            trial.prediction is not None
            and not trial.profile.budget_exhausted
            and trial.flops < base.flops
            and self.judge.accepts(base.change_to(trial), draws_anew)
        )

    def _combined(
        self, texts: dict[str, str], base: Trial, saving: list[_Tried]
    ) -> tuple[list[_Tried], Trial]:
        """Return what of the saving candidates can be followed together, and how that runs.

        Of two that change the same text the one that saves more is taken. Where they save less
        together than one by one, some may be about the same thing: then each must save on top
        of those that save more.
        """
        chosen: list[_Tried] = []
        for tried in saving:
            if not any(overlap(tried[0].edits, other.edits) for other, _ in chosen):
                chosen.append(tried)
        if len(chosen) < 2:
            return chosen, chosen[0][1] if chosen else base
        self.tell(f"Trying {len(chosen)} rewrites together")
        together = self._try(texts, _edits(chosen))
        draws_anew = any(found.draws_anew for found, _ in chosen)
        saved = base.flops - together.flops
        if self._is_better(base, together, draws_anew) and saved >= _sum_of_savings(base, chosen):
            return chosen, together
        return self._one_by_one(texts, base, chosen)

    def _one_by_one(
        self, texts: dict[str, str], base: Trial, candidates: list[_Tried]
    ) -> tuple[list[_Tried], Trial]:
        chosen, best = [candidates[0]], candidates[0][1]
        for tried in candidates[1:]:
            trial = self._try(texts, _edits([*chosen, tried]))
            if self._is_better(best, trial, tried[0].draws_anew):
                chosen, best = [*chosen, tried], trial
        return chosen, best

    def _rewrite(self, texts: dict[str, str], chosen: list[_Tried]) -> dict[str, str]:
        """Return the texts with all chosen edits applied, and remember what became of what."""
        step = rewritten(texts, _edits(chosen))
        self._steps.append(step)
        return texts | {file: new.after for file, new in step.items()}

    def _advice(self, base: Trial, found: Candidate, trial: Trial, *, follows: bool) -> Advice:
        return Advice(
            kind=found.kind,
            span=self._original(found.span),
            message=found.message,
            rewrite=found.rewrite,
            saving=base.flops - trial.flops,
            change=base.change_to(trial),
            draws_anew=found.draws_anew,
            follows=follows,
        )

    def _original(self, span: Span) -> Span:
        """Return where in the author's own file a span of a rewritten one comes from."""
        start, end = (span.line, span.column), (span.end_line, span.end_column)
        for step in reversed(self._steps):
            if span.file in step:
                start, end = step[span.file].origin(start), step[span.file].origin(end)
        return Span(span.file, *start, *end, span.source)


def _estimated(found: Candidate) -> Advice:
    assert found.estimate is not None
    return Advice(
        kind=found.kind,
        span=found.span,
        message=found.message,
        rewrite=found.rewrite,
        saving=found.estimate.flops,
        change=None,
        estimated=found.estimate.how,
    )


def _edits(chosen: Iterable[_Tried]) -> list[Edit]:
    return [edit for found, _ in chosen for edit in found.edits]


def _applied(texts: dict[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    return texts | {file: new.after for file, new in rewritten(texts, edits).items()}


def _sum_of_savings(base: Trial, tried: Iterable[_Tried]) -> int:
    return sum(base.flops - trial.flops for _, trial in tried)
