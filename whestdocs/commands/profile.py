"""The command that shows what an estimator spends where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from rich.console import Console

from whestdocs.commands.runs import (
    ClassName,
    Debug,
    Run,
    RunOptions,
    profile_shown,
    report_failure,
)
from whestdocs.errors import UsageError

if TYPE_CHECKING:
    from markupsafe import Markup

    from whestdocs.profiles import Profile

By = Literal["source", "line", "expression", "op", "layer"]
_DEFAULTS = RunOptions()


def profile(
    estimator: str,
    /,
    *,
    run: Run = _DEFAULTS,
    class_name: ClassName = None,
    by: By = "source",
    html: Path | None = None,
    json_output: Annotated[bool, Parameter("--json", negative="")] = False,
    watch: Annotated[bool, Parameter(negative="")] = False,
    advise: Annotated[bool, Parameter(negative="")] = False,
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
    html
        File to write a report to, which a browser shows. It needs no other file.
    json_output
        Print the profile as JSON instead of a table.
    watch
        Do it again whenever a file of the estimator changes, and show what that changed.
    advise
        Also say what would make it cheaper, as `whestdocs advise` does; that takes some runs more.
    debug
        Show the estimator's traceback and what it printed.
    """
    from whestdocs.targets import find_target

    target, setting = find_target(estimator, class_name), run.setting()
    if html is not None:
        from whestdocs.html_report import check_place

        check_place(html)  # Before anything is run.
    if watch:
        from whestdocs.commands.watch import watch_profile

        if json_output:
            raise UsageError("--watch shows changes to people, and --json is for programs.")
        if advise:
            raise UsageError("--advise takes too many runs for --watch. Use one of them.")
        return watch_profile(target, setting, by, html, debug)
    if advise:
        from whestdocs.commands.advise import profile_with_advice

        return profile_with_advice(target, setting, by, html, json_output, debug)
    outcome, measured = profile_shown(target, setting)
    if json_output:
        print(json.dumps(measured.document(), indent=1))
    else:
        show_profile(measured, by)
    write_html(measured, html)
    return report_failure(measured, outcome, debug)


def show_profile(measured: Profile, by: By) -> None:
    """Print a profile, unless nothing ran."""
    from whestdocs.views.terminal import show

    if measured.charges or measured.failure is None:
        show(measured, by, Console())


def write_html(measured: Profile, path: Path | None, advice: Markup | None = None) -> None:
    """Write the report of a profile, if one is asked for and there is a source to show.

    Raises:
        UsageError: There is something else in its place.
        WhestdocsError: It cannot be written.
    """
    from whestdocs.html_report import write_report

    if path is not None and measured.files:
        write_report(path, measured, advice)
