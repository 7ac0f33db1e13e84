"""The command that compares two estimators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whestdocs.cli.conventions import (
    EXIT_CHECK_FAILED,
    EXIT_DONE,
    complain,
    print_json,
    report_error,
)
from whestdocs.cli.options import DEFAULT_RUN, Flag, Json, Run
from whestdocs.cli.thresholds import AllowedIncrease, difference_limit, increase_limit

if TYPE_CHECKING:
    from whestdocs.estimators.comparison import EstimatorComparison


def compare(
    a: str,
    b: str,
    /,
    *,
    run: Run = DEFAULT_RUN,
    networks: int = 5,
    samples: int = 16_384,
    skip_accuracy: Flag = False,
    max_flops_increase: str | None = None,
    max_difference: str | None = None,
    json_output: Json = False,
    debug: Flag = False,
) -> int:
    """Show what estimator B costs more or less than A, and whether it is more accurate.

    Both run as in `whestdocs profile`, on the same networks. FLOPs differ exactly; accuracy
    and score have a 95% interval, paired over the networks.

    Exit code: 0 where everything is within the limits given, or none is; 1 where B exceeds one
    of them, on any network; 2 where the command is used wrongly; 3 where A or B fails.

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
    max_difference
        Exit with 1 where a value that B predicts is further than this from A's, in any layer of
        any network: a number, such as 1e-5, or a share of the largest value that A predicts in
        that layer, such as 0.01%. With --skip-accuracy: is it cheaper, with the same answer?
    json_output
        Print the comparison as JSON instead of tables; if an estimator failed, the profile that
        says how.
    debug
        Show the traceback of an estimator that failed, and what it printed.
    """
    from whestdocs.estimators.comparison import compare_targets
    from whestdocs.estimators.profiling import EstimatorError
    from whestdocs.estimators.targets import find_target
    from whestdocs.printing import TerminalConsole
    from whestdocs.progress import PassingBar
    from whestdocs.views.terminal.comparison_text import prediction_difference, show
    from whestdocs.views.terminal.notices_text import show_notices

    allowed = increase_limit(max_flops_increase)
    is_beyond = difference_limit(max_difference)
    targets = find_target(a), find_target(b)
    drawn = None if skip_accuracy else samples
    try:
        found = compare_targets(targets, (a, b), run.setting(), networks, drawn, PassingBar())
    except EstimatorError as error:
        return report_error(error, json_output, debug)
    if json_output:
        print_json(found.document())
    else:
        show(found, TerminalConsole())
        show_notices(found.notices, TerminalConsole())
    broken = []
    excess = _excess(found, allowed)
    if excess is not None:
        broken.append(f"{excess}; --max-flops-increase {max_flops_increase} allows less.")
    of = found.predictions
    farthest = of.largest.absolute, of.largest_relative.relative
    if is_beyond is not None and is_beyond(*farthest):
        difference = prediction_difference(found)
        broken.append(f"{difference}; --max-difference {max_difference} allows less.")
    for sentence in broken:
        complain(sentence)
    return EXIT_CHECK_FAILED if broken else EXIT_DONE


def _excess(found: EstimatorComparison, allowed: AllowedIncrease | None) -> str | None:
    """Return by how much B spends too much, and where; None if it does not."""
    from whestdocs.views.terminal.comparison_text import relation

    if allowed is None:
        return None
    rows = zip(found.seeds, found.a.flops, found.differences, strict=True)
    over = [(more, a, seed) for seed, a, more in rows if more > allowed(a)]
    if not over:
        return None
    more, a, seed = max(over)
    where = "" if found.is_constant else f" on the network of seed {seed}"
    return f"B spends {relation(a, a + more)}{where}"
