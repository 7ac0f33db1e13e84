"""Running an estimator as the grader does, and trying it with other numbers and budgets.

As the grader does: nothing is recorded but FLOPs and times. Trials are recorded, and whatever
becomes of them is no verdict on the estimator.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from whestdocs.estimators.budget.sample_count import NoCountError
from whestdocs.estimators.profiles import Profile, profile_from
from whestdocs.estimators.settings import Setting
from whestdocs.estimators.targets import Target
from whestdocs.running.probes import Outcome, Request, run

#: Called with what is being done.
Report = Callable[[str], None]


class PlainRuns:
    """Runs one estimator under one setting, each time in a process of its own.

    Attributes:
        request: What is run.
    """

    def __init__(self, target: Target, setting: Setting, report: Report) -> None:
        """Prepare the runs; ``report`` is told what is being done."""
        self.request = replace(setting.request(target), context="plain")
        self._setting = setting
        self._report = report

    def run(self, doing: str) -> tuple[Outcome, Profile]:
        """Run it as it is, and report what is being done.

        Raises:
            ReleaseError: The release does not run.
        """
        return self._run(doing, self.request)

    def cost(self, name: str, value: int) -> int | None:
        """Return the FLOPs with one number set to ``value``, None if they exceed the budget.

        Raises:
            NoCountError: It cannot be run so, which says nothing of it as it is.
            ReleaseError: The release does not run.
        """
        measured = self._tried(f"Trying {name} = {value:,}", numbers=((name, value),))
        failure = measured.failure
        if measured.budget_exhausted:
            return None
        if failure is None:
            return measured.flops_used
        raise NoCountError(
            f"whestdocs tried {name} = {value:,}, and that run did not return ({failure}). It says "
            f"nothing about the estimator as it is, but leaves open what another {name} costs."
        )

    def with_budget(self, flop_budget: int) -> Profile | None:
        """Return the profile of the estimator if it is given another budget.

        None is returned where it does not get by with that. It is no failure of the estimator's:
        the round never gives it that budget.

        Raises:
            ReleaseError: The release does not run.
        """
        doing = f"Trying a budget of {flop_budget:,} FLOPs"
        measured = self._tried(doing, flop_budget=flop_budget)
        has_returned = measured.failure is None and not measured.budget_exhausted
        return measured if has_returned else None

    def _tried(self, doing: str, **changes: Any) -> Profile:
        """Run it with something changed, recorded: that tells a refusal which it caught."""
        _, measured = self._run(doing, replace(self.request, context="recording", **changes))
        return measured

    def _run(self, doing: str, request: Request) -> tuple[Outcome, Profile]:
        self._report(doing)
        outcome = run(self._setting.installed(), request)
        return outcome, profile_from(outcome, request, self._setting.round.tag)
