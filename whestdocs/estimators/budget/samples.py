"""Finding the sample count of an estimator, and the largest that has room.

A count is either a number that the estimator has under a name, which is then given other
values; or one that it chooses by the budget (see `whestdocs.estimators.budget.samples_by_budget`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from whestdocs.estimators.budget.plain_runs import PlainRuns
from whestdocs.estimators.budget.sample_count import NoCountError, largest_count, smaller
from whestdocs.estimators.budget.samples_by_budget import chosen_by_budget
from whestdocs.estimators.budget.standing import Samples

#: How many numbers of an estimator are tried to find the one that its cost depends on.
_MOST_NUMBERS = 8


def find_samples(
    plain: PlainRuns, flops: int, numbers: Mapping[str, int], share: float, name: str | None
) -> Samples:
    """Return the largest sample count within a share of the budget.

    Args:
        plain: Runs the estimator.
        flops: FLOPs that it spends as it is.
        numbers: Whole numbers that it has, by name.
        share: Share of the budget.
        name: Name of the one that is the count; None for the only one that FLOPs depend on.

    Raises:
        NoCountError: There is none, or it cannot be told which.
        ReleaseError: The release does not run.
    """
    limit = int(share * plain.request.flop_budget)
    costs, stuck = _costs(plain, numbers) if name is None else (_cost_of(plain, numbers, name), [])
    found = {each: cost for each, cost in costs.items() if cost != flops}
    if len(found) > 1:
        raise NoCountError(
            f"Its cost depends on {', '.join(found)}. Say which is the sample count: "
            "--samples NAME."
        )
    if name is None and not found:
        return chosen_by_budget(plain, flops, share, stuck)
    if not found:
        raise NoCountError(
            f"Its cost does not depend on {name}: it is no sample count, or it is read before it "
            "can be changed."
        )
    [(chosen, cost)] = found.items()
    known = {numbers[chosen]: flops, smaller(numbers[chosen]): cost}
    largest = largest_count(chosen, partial(plain.cost, chosen), known, limit)
    return Samples(chosen, numbers[chosen], flops, share, limit, largest)


def _cost_of(plain: PlainRuns, numbers: Mapping[str, int], name: str) -> dict[str, int | None]:
    """Return the cost with a smaller value of the number called ``name``."""
    if name not in numbers:
        known = ", ".join(numbers) or "none"
        raise NoCountError(f"It has no whole number called {name}. Those it has: {known}.")
    if numbers[name] < 1:
        raise NoCountError(f"{name} is {numbers[name]:,}, which is no sample count.")
    return {name: plain.cost(name, smaller(numbers[name]))}


def _costs(plain: PlainRuns, numbers: Mapping[str, int]) -> tuple[dict[str, int | None], list[str]]:
    """Return the cost with another value of each number, and the numbers that allow no other."""
    tried = {name: value for name, value in numbers.items() if value >= 2}
    if len(tried) > _MOST_NUMBERS:
        raise NoCountError(
            f"It has {len(tried)} whole numbers. Say which is the sample count: --samples NAME."
        )
    costs, stuck = {}, []
    for name, value in tried.items():
        try:
            costs[name] = plain.cost(name, smaller(value))
        except NoCountError:
            stuck.append(name)  # As a number of layers is.
    return costs, stuck
