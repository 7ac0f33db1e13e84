"""Limits that commands are given as a number or as a percentage."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from whestdocs.errors import UsageError

if TYPE_CHECKING:
    from fractions import Fraction

#: Tells what may be added to FLOPs.
AllowedIncrease = Callable[[int], "Fraction"]

#: Tells whether a difference of predictions is beyond a limit, given its absolute value and its
#: share of what is predicted in that layer; None for the share of nothing but zeros.
IsBeyond = Callable[[float, float | None], bool]
_INCREASE = re.compile(r"(\d[\d_,]*)|(\d+(?:\.\d+)?)%")


def difference_limit(limit: str | None) -> IsBeyond | None:
    """Return what tells whether predictions differ by more than ``limit``; None without one.

    Raises:
        UsageError: The limit is neither a number nor a percentage.
    """
    if limit is None:
        return None
    number = limit.removesuffix("%")
    try:
        most = float(number)
    except ValueError:
        most = -1.0
    if not 0 <= most < float("inf"):
        raise UsageError(
            f"--max-difference {limit!r} is neither a number from 0 on, such as 1e-5, nor a "
            "percentage, such as 0.01%."
        )
    if number == limit:
        return lambda absolute, _: absolute > most
    return lambda _, relative: relative is None or 100 * relative > most


def increase_limit(limit: str | None) -> AllowedIncrease | None:
    """Return what tells how much may be added to FLOPs; None without a limit.

    Raises:
        UsageError: The limit is neither a number of FLOPs nor a percentage.
    """
    from fractions import Fraction

    if limit is None:
        return None
    match = _INCREASE.fullmatch(limit)
    if match is None:
        raise UsageError(
            f"--max-flops-increase {limit!r} is neither a number of FLOPs, such as 0, nor a "
            "percentage, such as 1%."
        )
    if match[1]:
        flops = Fraction(int(match[1].replace(",", "").replace("_", "")))
        return lambda _: flops
    share = Fraction(match[2]) / 100
    return lambda flops: share * flops
