"""The command that shows where an estimator stands under a round's rules."""

from __future__ import annotations

import json
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from whestdocs.commands import EXIT_CHECK_FAILED, EXIT_DONE
from whestdocs.commands.runs import ClassName, Debug, Run, RunOptions, report_failure

_DEFAULTS = RunOptions()


def budget(
    estimator: str,
    /,
    *,
    run: Run = _DEFAULTS,
    class_name: ClassName = None,
    runs: int = 5,
    share: float = 0.1,
    samples: str | None = None,
    json_output: Annotated[bool, Parameter("--json", negative="")] = False,
    debug: Debug = False,
) -> int:
    """Show where an estimator stands: FLOPs, multiplier, residual time, room for samples.

    Runs the estimator several times as the grader does, each in a process of its own. Then
    runs it with other sample counts, to find the largest that a share of the budget has
    room for.

    Parameters
    ----------
    estimator
        The estimator's .py file, its submission folder, or module:Class.
    class_name
        Estimator class to take where the file defines several.
    runs
        How often it is run to see its residual time.
    share
        Share of the budget that the sample count is to stay within.
    samples
        Name of the number that says how many samples there are: a constant of the file, or
        an attribute of the class or object. Default: the only one that the cost depends on.
    json_output
        Print it as JSON instead of text; if the estimator failed, the profile that says how.
    debug
        Show the estimator's traceback and what it printed.
    """
    from whestdocs.budgeting import stand
    from whestdocs.progress import working
    from whestdocs.targets import find_target
    from whestdocs.views.terminal_standing import show_standing

    target, setting = find_target(estimator, class_name), run.setting()
    with working(f"Running {target.file.name}") as report:
        outcome, standing = stand(target, setting, runs, share, samples, report)
    if standing.profile.failure is not None:
        if json_output:
            print(json.dumps(standing.profile.document(), indent=1))
        return report_failure(standing.profile, outcome, debug)
    if json_output:
        print(json.dumps(standing.document(), indent=1))
    else:
        show_standing(standing, Console())
    has_answer = standing.samples is not None or samples is None
    return EXIT_DONE if has_answer else EXIT_CHECK_FAILED
