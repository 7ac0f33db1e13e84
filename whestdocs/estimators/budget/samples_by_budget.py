"""The sample count of an estimator that chooses it by the budget that it is given.

    budgets of a share, a half and a quarter of it -> a straight line -> the largest count
    where there is none: budgets from all of the round's down to a tenth -> a line, or steps

Only the estimator can choose a count, so the largest is worked out from the exact law of its
costs. What becomes of these trials is no verdict on the estimator: it never has such a budget.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, groupby
from math import gcd
from typing import Any

from whestdocs.estimators.budget.plain_runs import PlainRuns
from whestdocs.estimators.budget.sample_count import LargestCount, NoCountError, law_of
from whestdocs.estimators.budget.standing import GivenBudget, NoSamplesError, Samples
from whestdocs.estimators.profiles import Profile, Span
from whestdocs.running.parallel import side_by_side
from whestdocs.text import some

#: Parts of the limit that an estimator is given to see how it chooses its count.
_PARTS = (1, 2, 4)
#: Percentages of the budget that it is given where these tell nothing; all of it is known.
_PERCENTAGES = tuple(range(90, 0, -10))


def chosen_by_budget(plain: PlainRuns, flops: int, share: float, stuck: Sequence[str]) -> Samples:
    """Return the count of an estimator that chooses it by the budget that it is given.

    Args:
        plain: Runs the estimator.
        flops: FLOPs that it spends with the round's budget.
        share: Share of the budget that the count is to stay within.
        stuck: Names of its numbers with whose other values it did not run.

    Raises:
        NoCountError: It chooses none by the budget, or no law tells the largest.
        ReleaseError: The release does not run.
    """
    whole = plain.request.flop_budget
    limit = int(share * whole)
    trials = _trials(plain, [limit // part for part in _PARTS])
    samples = _by_law(trials, limit, share)
    if samples is not None:
        return samples
    trials |= _trials(plain, [whole, *(whole * percent // 100 for percent in _PERCENTAGES)])
    samples = _by_law(trials, limit, share)
    if samples is not None:
        return samples
    given = _steps(trials)
    if all(each.flops_used is None for each in given):
        raise NoCountError(
            "It gets by with none of the budgets that it was given, "
            f"{_percentages(given, whole)} of the round's, so nothing tells a sample count."
        )
    if {each.flops_used for each in given} <= {flops, None}:
        raise NoCountError(_depends_on_nothing(given, stuck))
    raise NoSamplesError(
        f"Its cost follows the budget that it is given, in steps: {_listed(given)}. No size of "
        "its operations tells a sample count that the cost is a straight line in, so the largest "
        "cannot be worked out.",
        tuple(given),
    )


#: A profile for each budget; None where the estimator does not get by with it.
_Trials = dict[int, Profile | None]


def _trials(plain: PlainRuns, budgets: Sequence[int]) -> _Trials:
    return dict(side_by_side(plain.with_budget, dict.fromkeys(budgets)))


def _by_law(trials: _Trials, limit: int, share: float) -> Samples | None:
    """Return the largest count if all trials lie on a straight line, else None."""
    profiles = {budget: profile for budget, profile in trials.items() if profile is not None}
    counts = dict(zip(profiles, _sizes_that_change([*profiles.values()]), strict=False))
    if limit not in counts:
        return None
    costs = {(count, profiles[budget].flops_used) for budget, count in counts.items()}
    if len(dict(costs)) < len(costs):
        return None  # As many samples, and another cost.
    for step in dict.fromkeys((1, gcd(*counts.values()))):  # Samples may come in blocks.
        law = law_of({count // step: flops for count, flops in costs})
        if law is not None and law.each > 0:
            steps = (limit - law.fixed) // law.each
            flops = law.fixed + law.each * steps
            largest = LargestCount(step * steps, flops, flops + law.each, len(trials), law)
            now = profiles[limit]
            return Samples(None, counts[limit], now.flops_used, share, limit, largest, step)
    return None


def _steps(trials: _Trials) -> list[GivenBudget]:
    """Return what was spent with each budget, and which sizes that came to, if one changes."""
    profiles = {budget: profile for budget, profile in trials.items() if profile is not None}
    counts = dict(zip(profiles, _sizes_that_change([*profiles.values()]), strict=False))
    return [
        GivenBudget(budget, profile.flops_used if profile else None, counts.get(budget))
        for budget, profile in sorted(trials.items(), reverse=True)
    ]


def _depends_on_nothing(given: Sequence[GivenBudget], stuck: Sequence[str]) -> str:
    """Return that neither numbers nor budgets change the cost, and what was tried."""
    whole = given[0].flop_budget
    enough = [each for each in given if each.flops_used is not None]
    tried = _percentages(enough, whole)
    other = "" if not stuck else f" With other values of {some(stuck)} there was no trial run."
    return (
        "Its cost depends on no whole number of its file, class or object, nor on the budget "
        f"that it is given: it is the same with {tried} of it.{other} If it draws samples, give "
        "their number a name, such as SAMPLES = 1000."
    )


def _listed(given: Sequence[GivenBudget]) -> str:
    """Return the steps: what is spent with which budgets."""
    whole = given[0].flop_budget
    parts = []
    for (flops, samples), group in groupby(given, lambda each: (each.flops_used, each.samples)):
        budgets = _percentages(list(group), whole)
        if flops is None:
            parts.append(f"{budgets}: it does not return with so little, which it never has")
        else:
            size = "" if samples is None else f" ({samples:,} samples)"
            parts.append(f"{budgets}: {flops:,} FLOPs{size}")
    return "; ".join(parts)


def _percentages(given: Sequence[GivenBudget], whole: int) -> str:
    first, last = (f"{100 * each.flop_budget / whole:.3g}%" for each in (given[0], given[-1]))
    return first if first == last else f"{first} to {last}"


def _sizes_that_change(profiles: Sequence[Profile]) -> tuple[int, ...]:
    """Return the size of arrays that differs between runs of the same code, one for each run.

    Only operations count that are made with as many different shapes in every run, as those
    in a loop over blocks are not. Other sizes may be multiples of the one returned; none is
    returned where it is not one size alone.
    """
    if not profiles:
        return ()
    runs = [_sizes(profile) for profile in profiles]
    changing = set()
    for place in set(runs[0]).intersection(*runs[1:]):
        shapes = [run[place] for run in runs]
        if len({tuple(map(len, shape)) for shape in shapes}) == 1:
            columns = zip(*map(chain.from_iterable, shapes), strict=True)
            changing |= {sizes for sizes in columns if len(set(sizes)) > 1}
    least = min(changing, default=())
    multiples = (
        len({size / smallest for size, smallest in zip(sizes, least, strict=True)}) == 1
        for sizes in changing
    )
    return least if all(multiples) else ()


def _sizes(profile: Profile) -> dict[tuple[Span, str], list[list[int]]]:
    """Return the lengths of all operands, a list for each charge, by expression and operation."""
    found = defaultdict(list)
    for charge in profile.charges:
        found[charge.span, charge.op].append(_numbers(json.loads(charge.shapes)))
    return dict(found)


def _numbers(shapes: Any) -> list[int]:
    if isinstance(shapes, int):
        return [shapes]
    return [number for shape in shapes or () for number in _numbers(shape)]
