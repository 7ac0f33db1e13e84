"""Finding the sample count of an estimator, and the largest that has room.

A count is either a number that the estimator has under a name, which is then given other
values; or one that it chooses by the budget, which is then given other budgets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from whestdocs.plain_runs import PlainRuns
from whestdocs.profiles import Profile
from whestdocs.sample_count import LargestCount, NoCountError, largest_count, law_of, smaller
from whestdocs.standing import Samples

#: How many numbers of an estimator are tried to find the one that its cost depends on.
_MOST_NUMBERS = 8
#: Parts of the limit that an estimator is given to see how it chooses its count.
_PARTS = (1, 2, 4)


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
        return _chosen_by_budget(plain, limit, share, stuck)
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


def _chosen_by_budget(plain: PlainRuns, limit: int, share: float, stuck: Sequence[str]) -> Samples:
    """Return the count of an estimator that chooses it by the budget that it is given.

    Only the estimator can choose one, so the largest is that of the exact law of its costs.
    """
    profiles = [plain.recorded(limit // part) for part in _PARTS]
    spent = [profile.flops_used for profile in profiles]
    if len(set(spent)) == 1:
        failing = f" With other values of {', '.join(stuck)} it fails." if stuck else ""
        raise NoCountError(
            "Its cost depends on no whole number of its file, class or object, nor on the budget "
            f"that it is given.{failing} If it draws samples, give their number a name, such as "
            "SAMPLES = 1000."
        )
    counts = _sizes_that_change(profiles)
    law = law_of(dict(zip(counts, spent, strict=True))) if counts else None
    if law is None or law.each <= 0:
        raise NoCountError(
            f"Its cost depends on the budget that it is given: {_listed(profiles)}. But no size "
            "of its operations tells a sample count that the cost is a straight line in."
        )
    count = (limit - law.fixed) // law.each
    flops = law.fixed + law.each * count
    largest = LargestCount(count, flops, flops + law.each, len(_PARTS), law)
    return Samples(None, counts[0], spent[0], share, limit, largest)


def _listed(profiles: list[Profile]) -> str:
    return ", ".join(
        f"{profile.flops_used:,} FLOPs of {profile.flop_budget:,}" for profile in profiles
    )


def _sizes_that_change(profiles: list[Profile]) -> tuple[int, ...]:
    """Return the size of arrays that differs between runs of the same code, one for each run.

    Others may be multiples of it. None are returned where it is not one size alone.
    """
    runs = [_sizes(profile) for profile in profiles]
    if len({tuple(len(sizes) for sizes in run) for run in runs}) > 1:
        return ()
    changing = {
        sizes for sizes in zip(*map(chain.from_iterable, runs), strict=True) if len(set(sizes)) > 1
    }
    least = min(changing, default=())
    multiples = (
        len({size / smallest for size, smallest in zip(sizes, least, strict=True)}) == 1
        for sizes in changing
    )
    return least if all(multiples) else ()


def _sizes(profile: Profile) -> list[list[int]]:
    """Return the lengths of all operands, a list for each charge."""
    return [_numbers(json.loads(charge.shapes)) for charge in profile.charges]


def _numbers(shapes: Any) -> list[int]:
    if isinstance(shapes, int):
        return [shapes]
    return [number for shape in shapes or () for number in _numbers(shape)]
