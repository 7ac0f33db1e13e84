"""The command that shows what an estimator spends where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from whestdocs.cli.conventions import print_json, report_failure
from whestdocs.cli.options import DEFAULT_RUN, ClassName, Debug, EstimatorName, Flag, Json, Run
from whestdocs.cli.shown_runs import By, run_advice, run_profile, show_profile, write_html
from whestdocs.errors import UsageError

if TYPE_CHECKING:
    from whestdocs.estimators.settings import Setting
    from whestdocs.estimators.targets import Target


def profile(
    estimator: EstimatorName,
    /,
    *,
    run: Run = DEFAULT_RUN,
    class_name: ClassName = None,
    by: By = "source",
    html: Path | None = None,
    json_output: Json = False,
    watch: Flag = False,
    advise: Flag = False,
    debug: Debug = False,
) -> int:
    """Show which source expressions of an estimator spend how many FLOPs.

    Runs the estimator's predict() once, in a process of its own, on the first network of
    `whest run --seed SEED`.

    Parameters
    ----------
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
    """
    from whestdocs.estimators.targets import find_target

    target, setting = find_target(estimator, class_name), run.setting()
    if html is not None:
        from whestdocs.views.html.profile_report import check_place

        check_place(html)  # Before anything is run.
    if watch:
        from whestdocs.cli.profile_watch import watch_profile

        if json_output:
            raise UsageError("--watch shows changes to people, and --json is for programs.")
        if advise:
            raise UsageError("--advise takes too many runs for --watch. Use one of them.")
        return watch_profile(target, setting, by, html, debug)
    if advise:
        return _profile_with_advice(target, setting, by, html, json_output, debug)
    outcome, measured = run_profile(target, setting)
    if json_output:
        print_json(measured.document())
    else:
        show_profile(measured, by)
    write_html(measured, html)
    return report_failure(measured, outcome, debug)


def _profile_with_advice(
    target: Target, setting: Setting, by: By, html: Path | None, json_output: bool, debug: bool
) -> int:
    """Show a profile, and then what would make the estimator cheaper."""
    from whestdocs.printing import TerminalConsole
    from whestdocs.views.html.advice_section import advice_section
    from whestdocs.views.terminal.advice_text import show_parts

    report = run_advice(target, setting)
    measured = report.profile
    if json_output:
        found = report.document()
        extra = {"advice": found["advice"], "warnings": found["warnings"]}
        print_json(measured.document() | extra)
    else:
        show_profile(measured, by)
        if measured.failure is None:
            print()
            show_parts(report, TerminalConsole())
    write_html(measured, html, advice_section(report) if measured.failure is None else None)
    return report_failure(measured, report.outcome, debug)
