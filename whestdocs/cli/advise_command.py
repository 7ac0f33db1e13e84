"""The command that says what would make an estimator cheaper."""

from __future__ import annotations

import sys
from pathlib import Path

from whestdocs.cli.conventions import (
    EXIT_CHECK_FAILED,
    EXIT_DONE,
    complain,
    print_json,
    report_failure,
)
from whestdocs.cli.options import DEFAULT_RUN, ClassName, Debug, EstimatorName, Flag, Json, Run
from whestdocs.cli.shown_runs import run_advice
from whestdocs.cli.thresholds import difference_limit
from whestdocs.text import visible


def advise(
    estimator: EstimatorName,
    /,
    *,
    run: Run = DEFAULT_RUN,
    class_name: ClassName = None,
    write: Path | None = None,
    quick: Flag = False,
    max_difference: str | None = None,
    json_output: Json = False,
    debug: Debug = False,
) -> int:
    """Say what would make an estimator cheaper, and by how much.

    Every saving was measured: the estimator is run again with each rewritten expression,
    under the same rules and on the same network, and on further ones to see that it predicts
    the same there. Your files are not changed.

    Parameters
    ----------
    write
        File to write the rewritten estimator to, or folder to write all its files to. It must
        not be there yet.
    quick
        Look for rewrites once only, and try them on one network only.
    max_difference
        Exit with 1 where all rewrites together move a predicted value by more than this, in any
        layer of any network that they were run on: a number, such as 1e-5, or a share of the
        largest value that is predicted in that layer, such as 0.01%.
    json_output
        Print the advice as JSON.
    """
    from whestdocs.estimators.advice.writing import check_writable, write_rewritten
    from whestdocs.estimators.notices import notices_of
    from whestdocs.estimators.targets import find_target
    from whestdocs.printing import TerminalConsole
    from whestdocs.views.terminal.advice_text import show_advice
    from whestdocs.views.terminal.notices_text import show_notices

    is_beyond = difference_limit(max_difference)
    target = find_target(estimator, class_name)
    if write is not None:
        check_writable(write)
    report = run_advice(target, run.setting(), quick=quick)
    if json_output:
        print_json(report.document())
    elif report.profile.failure is None:
        show_advice(report, TerminalConsole())
        show_notices(notices_of(report.profile), TerminalConsole())
    if write is not None and report.profile.failure is None:
        written = write_rewritten(report, target.file, write)
        print(visible(written), file=sys.stderr if json_output else sys.stdout)
    failed = report_failure(report.profile, report.outcome, debug)
    change = None if report.together is None else report.together.change
    if failed or change is None or is_beyond is None:
        return failed
    if not is_beyond(change.largest, change.relative):
        return EXIT_DONE
    complain(
        f"All rewrites together move a predicted value by {change.largest:.2g}, and by "
        f"{change.relative:.2g} of the largest in its layer; --max-difference {max_difference} "
        "allows less."
    )
    return EXIT_CHECK_FAILED
