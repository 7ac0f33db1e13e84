"""The command that says what would make an estimator cheaper."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.console import Console

from whestdocs.commands.runs import ClassName, Debug, Run, RunOptions, report_failure
from whestdocs.text import visible

if TYPE_CHECKING:
    from whestdocs.advice.reporting import Report
    from whestdocs.commands.profile import By
    from whestdocs.settings import Setting
    from whestdocs.targets import Target

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
    from whestdocs.advice.writing import check_writable, write_rewritten
    from whestdocs.targets import find_target
    from whestdocs.views.terminal_advice import show_advice

    target = find_target(estimator, class_name)
    if write is not None:
        check_writable(write)
    report = _advise_shown(target, run.setting())
    if json_output:
        print(json.dumps(report.document(), indent=1))
    elif report.profile.failure is None:
        show_advice(report, Console())
    if write is not None and report.profile.failure is None:
        said = write_rewritten(report, target.file, write)
        print(visible(said), file=sys.stderr if json_output else sys.stdout)
    return report_failure(report.profile, report.outcome, debug)


def profile_with_advice(
    target: Target, setting: Setting, by: By, html: Path | None, json_output: bool, debug: bool
) -> int:
    """Show a profile, and then what would make the estimator cheaper."""
    from whestdocs.commands.profile import show_profile, write_html
    from whestdocs.views.advice import advice_section
    from whestdocs.views.terminal_advice import show_parts

    report = _advise_shown(target, setting)
    profile = report.profile
    if json_output:
        found = report.document()
        extra = {"advice": found["advice"], "warnings": found["warnings"]}
        print(json.dumps(profile.document() | extra, indent=1))
    else:
        show_profile(profile, by)
        if profile.failure is None:
            print()
            show_parts(report, Console())
    write_html(profile, html, advice_section(report) if profile.failure is None else None)
    return report_failure(profile, report.outcome, debug)


def _advise_shown(target: Target, setting: Setting) -> Report:
    """Find advice, and show on a terminal that this goes on.

    Raises:
        ReleaseError: The release cannot be installed or does not run.
        UsageError: No network has the setting's shape.
    """
    from whestdocs.advice.advising import advise_target
    from whestdocs.progress import working

    with working(f"Advising on {target.file.name}") as tell:
        return advise_target(target, setting, tell)
