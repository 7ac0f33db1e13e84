"""Finding out where an estimator stands: what `whestdocs budget` runs.

FLOPs are counted and times taken under a plain BudgetContext, as the grader does.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Unpack

from whestdocs.competition.rulebook import MULTIPLIER_FLOOR
from whestdocs.errors import UsageError
from whestdocs.estimators.budget.plain_runs import PlainRuns, Report
from whestdocs.estimators.budget.sample_count import NoCountError
from whestdocs.estimators.budget.samples import find_samples
from whestdocs.estimators.budget.standing import NoSamplesError, Standing, TimedRun
from whestdocs.estimators.profiling import EstimatorError
from whestdocs.estimators.settings import Options, Setting, setting
from whestdocs.estimators.targets import Target, find_target
from whestdocs.running.probes import Outcome

#: Runs by default, each in a process of its own.
RUNS = 5


def budget(
    estimator: str | os.PathLike[str],
    *,
    runs: int = RUNS,
    share: float = MULTIPLIER_FLOOR,
    samples: str | None = None,
    **options: Unpack[Options],
) -> Standing:
    """Return where an estimator stands: FLOPs, multiplier, residual time, room for samples.

    Args:
        estimator: Its file, its submission folder, or its module; ``:Class`` may follow.
        runs: How often it is run to see its residual time, each in a process of its own.
        share: Share of the budget that the sample count is to stay within, above 0, at most 1.
        samples: Name of the number that says how many samples there are: a constant of the
            file, or an attribute of the class or object. Default: the only whole number
            that the cost depends on.
        **options: Round, release, shape, seed and limits; see
            `whestdocs.estimators.settings.Options`.

    Returns:
        The standing. Its seconds are those of this machine.

    Raises:
        EstimatorError: The estimator failed.
        ReleaseError: The release cannot be installed or does not run.
        UsageError: There is no such estimator, round or release, or a number is out of range.
    """
    _, found = stand(find_target(estimator), setting(**options), runs, share, samples)
    if found.profile.failure is not None:
        raise EstimatorError(str(found.profile.failure), found.profile)
    return found


def stand(
    target: Target,
    setting: Setting,
    runs: int,
    share: float,
    samples: str | None,
    report: Report = lambda doing: None,
) -> tuple[Outcome, Standing]:
    """Return the last run's outcome, and where the estimator stands unless that failed.

    See `budget`; ``report`` is told what is being done.
    """
    if runs < 1:
        raise UsageError("--runs must be at least 1.")
    if not 0 < share <= 1:
        raise UsageError("--share must be above 0 and at most 1, as 0.1 for a tenth.")
    plain = PlainRuns(target, setting, report)
    timed: list[TimedRun] = []
    for number in range(1, runs + 1):
        outcome, measured = plain.run(f"Run {number} of {runs}")
        if measured.failure is not None:
            return outcome, Standing(measured, setting.round, tuple(timed))
        timed.append(TimedRun(measured.flops_used, **outcome.result["times"]))
    standing = Standing(measured, setting.round, tuple(timed))
    try:
        if not standing.is_steady:
            raise NoCountError("Its FLOPs differ from run to run, so no count has a cost.")
        numbers = outcome.result["numbers"]
        found = find_samples(plain, standing.flops_used, numbers, share, samples)
    except NoSamplesError as error:
        return outcome, replace(standing, why_none=str(error), by_budget=error.by_budget)
    except NoCountError as error:
        return outcome, replace(standing, why_none=str(error))
    return outcome, replace(standing, samples=found)
