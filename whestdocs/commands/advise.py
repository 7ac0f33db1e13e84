"""The command that says what would make an estimator cheaper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from whestdocs.commands.runs import ClassName, Debug, Run, RunOptions, report_failure

_DEFAULTS = RunOptions()


def advise(
    estimator: str,
    /,
    *,
    run: Run = _DEFAULTS,
    class_name: ClassName = None,
    write: Path | None = None,
    json_output: Annotated[bool, Parameter("--json", negative="")] = False,
    debug: Debug = False,
) -> int:
    """Say what would make an estimator cheaper, and by how much.

    Every saving was measured: the estimator is run again with each rewritten expression,
    under the same rules and on the same network. Your files are not changed.

    Parameters
    ----------
    estimator
        The estimator's .py file, its submission folder, or module:Class.
    class_name
        Estimator class to take where the file defines several.
    write
        File to write the rewritten estimator to. It must not be there yet.
    json_output
        Print the advice as JSON.
    debug
        Show the estimator's traceback and what it printed.
    """
    from whestdocs.advice.advising import advise_target
    from whestdocs.advice.writing import check_writable, write_rewritten
    from whestdocs.progress import working
    from whestdocs.targets import find_target
    from whestdocs.views.terminal_advice import show_advice

    target = find_target(estimator, class_name)
    if write is not None:
        check_writable(write)
    with working(f"Advising on {target.file.name}") as tell:
        report = advise_target(target, run.setting(), tell)
    if json_output:
        print(json.dumps(report.document(), indent=1))
    elif report.profile.failure is None:
        show_advice(report, Console())
    if write is not None and report.profile.failure is None:
        print(write_rewritten(report, target.file, write))
    return report_failure(report.profile, report.outcome, debug)
