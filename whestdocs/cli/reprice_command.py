"""The command that shows what an estimator costs under every release."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from whestdocs.cli.conventions import EXIT_DONE, EXIT_ESTIMATOR_FAILED, complain, print_json
from whestdocs.cli.options import EVERY_RELEASE, ClassName, EstimatorName, EveryReleaseRun, Json


def reprice(
    estimator: EstimatorName,
    /,
    *,
    run: EveryReleaseRun = EVERY_RELEASE,
    class_name: ClassName = None,
    releases: Annotated[list[str] | None, Parameter(negative="", consume_multiple=True)] = None,
    json_output: Json = False,
) -> int:
    """Show what an estimator costs under every release of flopscope, and what moved when.

    Each run is that of `whestdocs profile`, on the same network, within the same budget. Runs
    are kept: of the same file, nothing is run twice.

    Parameters
    ----------
    releases
        Versions of flopscope, such as 0.5.0 0.9.1. Default: all from 0.2.0 on.
    json_output
        Print the costs as JSON instead of tables.
    """
    from whestdocs.estimators.notices import together
    from whestdocs.estimators.repricing import chosen_releases, reprice_target
    from whestdocs.estimators.targets import find_target
    from whestdocs.printing import TerminalConsole
    from whestdocs.progress import PassingBar
    from whestdocs.views.terminal.notices_text import show_notices
    from whestdocs.views.terminal.repricing_text import show

    target = find_target(estimator, class_name)
    repricing = reprice_target(target, run.setting(), chosen_releases(releases), PassingBar())
    if json_output:
        print_json(repricing.document())
    elif repricing.priced:
        show(repricing, TerminalConsole())
        show_notices(together(row.profile for row in repricing.priced), TerminalConsole())
    if repricing.priced:
        return EXIT_DONE
    complain(f"It runs under none of these releases. {repricing.rows[-1].error}")
    return EXIT_ESTIMATOR_FAILED
