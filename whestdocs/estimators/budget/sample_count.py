"""The largest sample count that a budget has room for, found by running the estimator.

    cost at two counts -> a straight line -> where it crosses the limit -> cost there, and at
    one more -> both sides of the limit are measured

So nothing is extrapolated: the cost at the count that is returned was measured, and so was
that it is too much at one more. Where the costs are no straight line it takes more runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from whestdocs.errors import WhestdocsError

#: From this many runs on the search halves what is left instead of following the line.
_LINES = 8
#: Runs after which a search gives up.
_MOST_RUNS = 40
#: What cannot be a count of samples that one predict() works with.
_MOST = 10**12

#: FLOPs at a count; None where they exceed the whole budget.
Cost = Callable[[int], int | None]


class NoCountError(WhestdocsError):
    """There is no largest count, or none was found."""


@dataclass(frozen=True)
class Law:
    """What the FLOPs are, exactly, at every count that was run.

    Attributes:
        fixed: FLOPs that do not depend on the count.
        each: FLOPs of each sample.
    """

    fixed: int
    each: int


@dataclass(frozen=True)
class LargestCount:
    """The largest count that stays within a limit.

    Attributes:
        count: The count.
        flops: FLOPs measured at it.
        flops_beyond: FLOPs measured at one more; None where they exceed the whole budget.
        runs: How many counts were run to know that.
        law: The line that all costs lie on, or None if they are on none.
    """

    count: int
    flops: int
    flops_beyond: int | None
    runs: int
    law: Law | None


def smaller(count: int) -> int:
    """Return about half of a count, or twice it where there is no smaller one.

    It is odd where ``count`` is: samples may come in pairs.
    """
    return count - 2 * (count // 4) if count >= 4 else 2 * count


def largest_count(name: str, cost: Cost, known: dict[int, int | None], limit: int) -> LargestCount:
    """Return the largest count whose cost is at most ``limit``.

    Args:
        name: Name of the count, for messages.
        cost: Measures the FLOPs at a count.
        known: What was measured already, at two counts at least.
        limit: FLOPs.

    Raises:
        NoCountError: The cost does not rise with the count, or the search found no end.
    """
    costs = dict(known)
    while True:
        _check_rising(name, costs)
        low = max((n for n, flops in costs.items() if _fits(flops, limit)), default=0)
        high = min((n for n, flops in costs.items() if not _fits(flops, limit)), default=None)
        if high == low + 1:
            break
        if len(costs) - len(known) >= _MOST_RUNS or low >= _MOST:
            raise NoCountError(f"No largest {name} was found within {_MOST_RUNS} runs.")
        guess = _crossing(costs, limit) if len(costs) < _LINES else None
        costs[_between(low, high, guess)] = cost(_between(low, high, guess))
    if low == 0:
        raise NoCountError(f"Even {name} = 1 costs {_text(costs[1])}, more than {limit:,}.")
    flops = costs[low]
    assert flops is not None
    return LargestCount(low, flops, costs[high], len(costs), law_of(costs))


def _fits(flops: int | None, limit: int) -> bool:
    return flops is not None and flops <= limit


def _check_rising(name: str, costs: dict[int, int | None]) -> None:
    for (count, flops), (larger, more) in pairwise(sorted(costs.items())):
        if more is not None and (flops is None or more < flops):
            raise NoCountError(
                f"The cost does not rise with {name}: {_text(flops)} at {count:,}, {_text(more)} "
                f"at {larger:,}. So there is no largest one."
            )


def _text(flops: int | None) -> str:
    return "more than the budget" if flops is None else f"{flops:,} FLOPs"


def _crossing(costs: dict[int, int | None], limit: int) -> int | None:
    """Return the last count within the limit, on the line through the two costs nearest to it."""
    points = [(count, flops) for count, flops in costs.items() if flops is not None]
    if len(points) < 2:
        return None
    (n, flops), (m, more) = sorted(points, key=lambda point: abs(point[1] - limit))[:2]
    return None if flops == more else n + (limit - flops) * (m - n) // (more - flops)


def _between(low: int, high: int | None, guess: int | None) -> int:
    """Return the next count to try, above ``low`` and below ``high``."""
    if high is None:
        return max(low + 1, 2 * low if guess is None else guess)
    middle = (low + high) // 2 if guess is None else guess
    return min(max(middle, low + 1), high - 1)


def law_of(costs: dict[int, int | None]) -> Law | None:
    """Return the line that three costs or more lie on exactly, or None if there is none."""
    points = sorted((count, flops) for count, flops in costs.items() if flops is not None)
    if len(points) < 3:
        return None
    slopes = {Fraction(more - flops, m - n) for (n, flops), (m, more) in pairwise(points)}
    slope = slopes.pop()
    if slopes or slope.denominator != 1:
        return None
    count, flops = points[0]
    return Law(flops - int(slope) * count, int(slope))
