"""Advising: what `whestdocs advise` shows."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Unpack

from whestdocs.advice.judging import Judge
from whestdocs.advice.reporting import Report
from whestdocs.advice.residual import residual_warnings
from whestdocs.advice.search import Search, in_parallel
from whestdocs.advice.subject import Subject
from whestdocs.advice.trials import LAST_BITS, Laboratory, Trial
from whestdocs.advice.warnings import warnings_of
from whestdocs.errors import EstimatorError
from whestdocs.settings import Options, Setting, setting
from whestdocs.targets import Target, find_target

#: Is told what is being done.
Tell = Callable[[str], None]


def advise(estimator: str | os.PathLike[str], **options: Unpack[Options]) -> Report:
    """Find what would make an estimator cheaper, by running it rewritten.

    Nothing is changed on disk.

    Args:
        estimator: Its file, its submission folder, or its module; ``:Class`` may follow.
        **options: Round, release, shape, seed and limits; see `whestdocs.settings.Options`.

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


def advise_target(target: Target, setting: Setting, tell: Tell = lambda _: None) -> Report:
    """Find what would make an estimator cheaper.

    Args:
        target: The estimator.
        setting: Under what it runs.
        tell: Is told what is being done.

    Returns:
        The report. One about an estimator that failed has no advice: what it spent until then
        is no measure of what it would spend.

    Raises:
        ReleaseError: The release cannot be installed or does not run.
        UsageError: No network has the setting's shape.
    """
    tell("Running the estimator")
    laboratory = Laboratory(target, setting, setting.installed())
    original = laboratory.run({})
    profile = original.profile
    texts = {file.path: file.source for file in profile.files if file.source}
    if original.prediction is None:
        reason = "The estimator failed, so what it would spend is not known."
        return Report(profile, original.outcome, reason=reason)
    tell("Running it again, to see what its expressions are")
    observed, _ = in_parallel(
        [
            lambda: laboratory.run(texts, "values"),
            lambda: laboratory.run(texts, variation=LAST_BITS),  # The judge will ask for it.
        ]
    )
    subject = Subject(profile, observed.values)
    slow = residual_warnings(subject, laboratory, original)
    warnings = tuple(sorted([*warnings_of(subject), *slow], key=lambda warning: warning.span))
    unknown = _why_none(original, observed)
    if unknown is not None:
        return Report(profile, original.outcome, warnings=warnings, reason=unknown)
    judge = Judge(laboratory, texts, original, observed)
    search = Search(laboratory, judge, tell)
    search.run(texts, original, observed)
    return Report(
        profile,
        original.outcome,
        advice=tuple(sorted(search.advice, key=lambda advice: -advice.saving)),
        warnings=warnings,
        together=search.together,
        rounding=None if judge.is_random else judge.rounding,
    )


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
