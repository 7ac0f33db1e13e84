"""The command that compares two estimators."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.console import Console

from whestdocs.commands import (
    EXIT_CHECK_FAILED,
    EXIT_DONE,
    EXIT_ESTIMATOR_FAILED,
    complain,
)
from whestdocs.commands.runs import Debug, Run, RunOptions, show_details
from whestdocs.errors import EstimatorError, UsageError

if TYPE_CHECKING:
    from whestdocs.comparison import Comparison

_DEFAULTS = RunOptions()
_LIMIT = re.compile(r"(\d[\d_,]*)|(\d+(?:\.\d+)?)%")


def compare(
    a: str,
    b: str,
    /,
    *,
    run: Run = _DEFAULTS,
    networks: int = 5,
    samples: int = 16_384,
    skip_accuracy: Annotated[bool, Parameter(negative="")] = False,
    max_flops_increase: str | None = None,
    json_output: Annotated[bool, Parameter("--json", negative="")] = False,
    debug: Debug = False,
) -> int:
    """Show what estimator B costs more or less than A, and whether it is more accurate.

    Both run as in `whestdocs profile`, on the same networks. FLOPs differ exactly; accuracy
    and score have a 95% interval, paired over the networks.

    Parameters
    ----------
    a
        An estimator's .py file, its submission folder, or module:Class.
    b
        Another, or a changed version of it.
    networks
        How many networks, from --seed on.
    samples
        Monte-Carlo samples of each network's truth; sampled once and kept.
    skip_accuracy
        Compare FLOPs alone, which takes seconds.
    max_flops_increase
        Exit with 1 where B spends more than this above A on any network: FLOPs, such as 0, or
        a share of A's, such as 1%.
    json_output
        Print the comparison as JSON instead of tables; if an estimator failed, the profile that
        says how.
    debug
        Show the traceback of an estimator that failed, and what it printed.
    """
    from whestdocs.comparison import compare_targets
    from whestdocs.progress import PassingBar
    from whestdocs.targets import find_target
    from whestdocs.views.comparison import show

    allowed = _allowed(max_flops_increase)
    targets = find_target(a), find_target(b)
    drawn = None if skip_accuracy else samples
    try:
        found = compare_targets(targets, (a, b), run.setting(), networks, drawn, PassingBar())
    except EstimatorError as error:
        if json_output:
            print(json.dumps(error.profile.document(), indent=1))
        complain(str(error))
        if debug and error.profile.failure is not None:
            show_details(error.profile.failure, error.printed)
        return EXIT_ESTIMATOR_FAILED
    if json_output:
        print(json.dumps(found.document(), indent=1))
    else:
        show(found, Console())
    excess = _excess(found, allowed)
    if excess is None:
        return EXIT_DONE
    complain(f"{excess}; --max-flops-increase {max_flops_increase} allows less.")
    return EXIT_CHECK_FAILED


def _allowed(limit: str | None) -> Callable[[int], Fraction] | None:
    """Return what may be added to the FLOPs of A, given those.

    Raises:
        UsageError: The limit is neither a number of FLOPs nor a percentage.
    """
    if limit is None:
        return None
    match = _LIMIT.fullmatch(limit)
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


def _excess(found: Comparison, allowed: Callable[[int], Fraction] | None) -> str | None:
    """Return by how much B spends too much, and where; None if it does not."""
    from whestdocs.views.comparison import relation

    if allowed is None:
        return None
    rows = zip(found.seeds, found.a.flops, found.differences, strict=True)
    over = [(more, a, seed) for seed, a, more in rows if more > allowed(a)]
    if not over:
        return None
    more, a, seed = max(over)
    where = "" if found.is_constant else f" on the network of seed {seed}"
    return f"B spends {relation(a, a + more)}{where}"
