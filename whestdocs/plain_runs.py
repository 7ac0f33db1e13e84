"""Running an estimator as the grader does: nothing is recorded but FLOPs and times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from whestdocs.profiles import Profile, profile_from
from whestdocs.run import Outcome, run
from whestdocs.sample_count import NoCountError
from whestdocs.settings import Setting
from whestdocs.targets import Target

#: Called with what is being done.
Report = Callable[[str], None]


class PlainRuns:
    """Runs one estimator under one setting, each time in a process of its own.

    Attributes:
        request: What is run.
    """

    def __init__(self, target: Target, setting: Setting, report: Report) -> None:
        """Prepare the runs.

        Args:
            target: The estimator.
            setting: How it is run.
            report: Told what is being done.
        """
        self.request = replace(setting.request(target), context="plain")
        self._setting = setting
        self._report = report

    def run(self, doing: str, **numbers: int) -> tuple[Outcome, Profile]:
        """Run it, with other values for some of its numbers.

        Args:
            doing: What is reported.
            **numbers: Values by the names of the estimator's numbers.

        Raises:
            ReleaseError: The release does not run.
        """
        self._report(doing)
        request = replace(self.request, numbers=tuple(numbers.items()))
        outcome = run(self._setting.installed(), request)
        return outcome, profile_from(outcome, request, self._setting.round.tag)

    def cost(self, name: str, value: int) -> int | None:
        """Return the FLOPs with one number set to ``value``, None if they exceed the budget.

        Raises:
            NoCountError: It fails.
            ReleaseError: The release does not run.
        """
        _, measured = self.run(f"{name} = {value:,}", **{name: value})
        failure = measured.failure
        if failure is None:
            return measured.flops_used
        if failure.kind == "budget-exhausted":
            return None
        raise NoCountError(f"With {name} = {value:,} it fails: {failure}")

    def recorded(self, flop_budget: int) -> Profile:
        """Return the profile of the estimator if it is given another budget.

        Raises:
            NoCountError: It fails.
            ReleaseError: The release does not run.
        """
        self._report(f"With a budget of {flop_budget:,} FLOPs")
        request = replace(self.request, context="recording", flop_budget=flop_budget)
        outcome = run(self._setting.installed(), request)
        measured = profile_from(outcome, request, self._setting.round.tag)
        if measured.failure is not None:
            raise NoCountError(
                f"With a budget of {flop_budget:,} FLOPs it fails: {measured.failure}"
            )
        return measured
