"""Runs of an estimator, and how a terminal and a file show them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markupsafe import Markup

    from whestdocs.estimators.advice.reporting import Report
    from whestdocs.estimators.profiles import Profile
    from whestdocs.estimators.settings import Setting
    from whestdocs.estimators.targets import Target
    from whestdocs.running.probes import Outcome

#: What the table of a profile shows a row for.
By = Literal["source", "line", "expression", "op", "layer"]


def run_profile(target: Target, setting: Setting) -> tuple[Outcome, Profile]:
    """Profile an estimator, and say on a terminal what is taking so long.

    Raises:
        ReleaseError: The release cannot be installed or does not run.
        UsageError: No network has the setting's shape.
    """
    from whestdocs.estimators.profiling import profile_target
    from whestdocs.progress import working

    with working(f"Getting {setting.release or 'the installed release'} ready"):
        setting.installed()
    with working(f"Running {target.file.name} at {setting.width} x {setting.depth}"):
        return profile_target(target, setting)


def run_advice(target: Target, setting: Setting, *, quick: bool = False) -> Report:
    """Find advice, and show on a terminal what was found so far.

    Raises:
        ReleaseError: The release cannot be installed or does not run.
        UsageError: No network has the setting's shape.
    """
    from whestdocs.estimators.advice.advising import Listener, advise_target
    from whestdocs.progress import working

    with working(f"Advising on {target.file.name}") as work:
        return advise_target(target, setting, Listener(work.step, work.note), quick=quick)


def show_profile(measured: Profile, by: By) -> None:
    """Print a profile, unless nothing ran."""
    from whestdocs.printing import TerminalConsole
    from whestdocs.views.terminal.profile_text import show

    if measured.charges or measured.failure is None:
        show(measured, by, TerminalConsole())


def write_html(measured: Profile, path: Path | None, advice: Markup | None = None) -> None:
    """Write the report of a profile, if one is asked for and there is a source to show.

    Raises:
        UsageError: There is something else in its place.
        WhestdocsError: It cannot be written.
    """
    from whestdocs.views.html.profile_report import write_report

    if path is not None and measured.files:
        write_report(path, measured, advice)
