"""Advising: what `whestdocs advise` shows."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Unpack

from whestdocs.estimators.advice.combinations import Combinations, in_parallel
from whestdocs.estimators.advice.crediting import (
    advice_of,
    change_of,
    credited,
    grouped,
    groups_told,
)
from whestdocs.estimators.advice.judging import Bench
from whestdocs.estimators.advice.pieces import Piece, texts_of
from whestdocs.estimators.advice.reporting import Effort, Report, Together
from whestdocs.estimators.advice.search import MOST_ROUNDS, Search
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.trials import LAST_BITS, Laboratory, Trial
from whestdocs.estimators.advice.warnings import warnings_of
from whestdocs.estimators.advice.warnings.residual_time import residual_warnings
from whestdocs.estimators.advice.warnings.warning import Warning
from whestdocs.estimators.profiling import EstimatorError
from whestdocs.estimators.settings import Options, Setting, setting
from whestdocs.estimators.targets import Target, find_target
from whestdocs.text import counted

#: Is told what is being done.
Tell = Callable[[str], None]
#: Networks that rewrites are run on, by the seconds that one run takes at most.
_NETWORKS = ((10.0, 3), (float("inf"), 2))


@dataclass(frozen=True)
class Listener:
    """Whom advising keeps informed."""

    step: Tell = lambda _: None
    note: Tell = lambda _: None


def advise(estimator: str | os.PathLike[str], **options: Unpack[Options]) -> Report:
    """Find what would make an estimator cheaper, by running it rewritten.

    Nothing is changed on disk.

    Args:
        estimator: Its file, its submission folder, or its module; ``:Class`` may follow.
        **options: Round, release, shape, seed and limits; see
            `whestdocs.estimators.settings.Options`.

    Returns:
        Advice with the saving that was measured in FLOPs of predict(), largest first, and
        warnings.

    Raises:
        EstimatorError: The estimator failed; ``error.profile`` has what it spent until then.
        ReleaseError: The release cannot be installed or does not run.
        UsageError: There is no such estimator, round or release.
    """
    report = advise_target(find_target(estimator), setting(**options))
    if report.profile.failure is not None:
        raise EstimatorError(str(report.profile.failure), report.profile)
    return report


def advise_target(
    target: Target, setting: Setting, listener: Listener | None = None, *, quick: bool = False
) -> Report:
    """Find what would make an estimator cheaper.

    Args:
        target: The estimator.
        setting: Under what it runs.
        listener: Is kept informed.
        quick: Whether to look for candidates once only, and try them on one network only.

    Returns:
        The report. One about an estimator that failed has no advice: what it spent until then
        is no measure of what it would spend.

    Raises:
        ReleaseError: The release cannot be installed or does not run.
        UsageError: No network has the setting's shape.
    """
    listener = listener or Listener()
    listener.step("Running the estimator")
    laboratory = Laboratory(target, setting, setting.installed())
    started = time.monotonic()
    original = laboratory.run({})
    run_s = time.monotonic() - started
    profile = original.profile
    texts = {file.path: file.source for file in profile.files if file.source}
    if original.prediction is None:
        reason = "The estimator failed, so what it would spend is not known."
        return Report(profile, original.outcome, reason=reason)
    listener.step("Running it again, to see what its expressions are")
    observed, _ = in_parallel(
        [
            lambda: laboratory.run(texts, "values"),
            lambda: laboratory.run(texts, variation=LAST_BITS),  # The judge will ask for it.
        ]
    )
    subject = Subject(profile, observed.values)
    recorded = original.residual_s
    slow = residual_warnings(subject, setting.round, recorded, laboratory.plain_residual_s)
    warnings = tuple(sorted([*warnings_of(subject), *slow], key=lambda warning: warning.span))
    unknown = _why_none(original, observed)
    if unknown is not None:
        return Report(profile, original.outcome, warnings=warnings, reason=unknown)
    is_random = original.change_to(observed).largest > 0
    runs = Combinations(texts, [Bench(laboratory, texts, original, is_random)])
    return _found(runs, observed, listener, Effort((), 0, run_s, quick), warnings)


def _found(
    runs: Combinations,
    observed: Trial,
    listener: Listener,
    effort: Effort,
    warnings: tuple[Warning, ...],
) -> Report:
    """Search, and return the report of an estimator that always spends the same."""
    search = Search(
        runs,
        listener.step,
        partial(_note, runs, listener),
        widen=lambda: None if effort.is_quick else _add_networks(runs, effort.run_s),
        most_rounds=1 if effort.is_quick else MOST_ROUNDS,
    )
    candidates = search.propose(observed)
    listener.note(_announcement(len(candidates), effort))
    pieces = search.run()
    found = credited(pieces, runs)
    groups = grouped(found, runs, is_quick=effort.is_quick)
    told = groups_told(groups, pieces, runs)
    advice = advice_of(found, groups, told)
    original = runs.first.original
    return Report(
        original.profile,
        original.outcome,
        advice=tuple(sorted(advice, key=lambda one: -one.saving)),
        warnings=warnings,
        together=_together(pieces, runs),
        rounding=runs.first.rounding,
        groups=told,
        effort=replace(effort, networks=runs.seeds, rewrites_run=runs.count),
    )


def _together(pieces: list[Piece], runs: Combinations) -> Together | None:
    """Return what all pieces do together, None if there are none."""
    if not pieces:
        return None
    texts = texts_of(pieces, runs.texts)
    return Together(runs.flops(pieces), change_of([], pieces, runs), texts)


def _add_networks(runs: Combinations, run_s: float) -> None:
    """Add the networks of the next seeds, on which the original predicts something too."""
    first = runs.first
    seed = first.laboratory.setting.seed
    others = [first.laboratory.on_network(seed + n) for n in range(1, _networks(run_s))]
    trials = in_parallel([partial(laboratory.run, {}) for laboratory in others])
    runs.benches += [
        Bench(laboratory, first.texts, trial, first.is_random)
        for laboratory, trial in zip(others, trials, strict=True)
        if trial.prediction is not None
    ]


def _networks(run_s: float) -> int:
    """Return on how many networks rewrites are tried, by the seconds that one run takes."""
    return next(count for most_s, count in _NETWORKS if run_s <= most_s)


def _announcement(count: int, effort: Effort) -> str:
    """Return how many runs there will be and how long they take, as far as that is known."""
    if not count:
        return "No rule finds an expression to rewrite."
    networks = 1 if effort.is_quick else _networks(effort.run_s)
    most = (2 * count + 4) * networks  # Each alone, all but each, all, and the original varied.
    return (
        f"{counted(count, 'rewrite')} to try: about {most} runs of {effort.run_s:.1f} s at most, "
        "two at a time; more if following them shows others."
    )


def _note(runs: Combinations, listener: Listener, piece: Piece, saving: int) -> None:
    """Tell what one rewrite saves, as soon as it was measured."""
    share = saving / runs.first.original.flops
    place = f"{piece.span.file}:{piece.span.line}:{piece.span.column}"
    listener.note(f"{piece.candidate.kind} {place} saves {saving:,} FLOPs, {share:.2%} of all")


def _why_none(original: Trial, observed: Trial) -> str | None:
    """Return why no rewrite of an estimator can be measured, None if it can."""
    if original.profile.budget_exhausted:
        return "An operation was refused for want of budget, so what it would spend is not known."
    if observed.prediction is None:
        return (
            "The estimator runs, but not while its expressions are looked at, so nothing is "
            f"known of them. {observed.profile.failure}"
        )
    if observed.flops != original.flops:
        return (
            f"One run took {original.flops:,} FLOPs and another {observed.flops:,}, so no saving "
            "can be measured. Let nothing but the network decide what predict() does."
        )
    return None
