"""The command that shows what an estimator spends where."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import Console

from whestdocs.commands.runs import ClassName, Debug, Run, RunOptions, report_failure

By = Literal["source", "line", "expression", "op", "layer"]
_DEFAULTS = RunOptions()


def profile(
    estimator: str,
    /,
    *,
    run: Run = _DEFAULTS,
    class_name: ClassName = None,
    by: By = "source",
    json_output: Annotated[bool, Parameter("--json", negative="")] = False,
    debug: Debug = False,
) -> int:
    """Show which source expressions of an estimator spend how many FLOPs.

    Runs the estimator's predict() once, in a process of its own, on the first network of
    `whest run --seed SEED`.

    Parameters
    ----------
    estimator
        The estimator's .py file, its submission folder, or module:Class.
    class_name
        Estimator class to take where the file defines several.
    by
        What the table shows a row for.
    json_output
        Print the profile as JSON instead of a table.
    debug
        Show the estimator's traceback and what it printed.
    """
    from whestdocs.profiling import profile_target
    from whestdocs.targets import find_target
    from whestdocs.views.terminal import show

    outcome, measured = profile_target(find_target(estimator, class_name), run.setting())
    if json_output:
        print(json.dumps(measured.document(), indent=1))
    elif measured.charges or measured.failure is None:  # Else there is nothing to show.
        show(measured, by, Console())
    return report_failure(measured, outcome, debug)
