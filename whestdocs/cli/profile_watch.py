"""The loop behind `whestdocs profile --watch`: run, show, wait for a save, and again."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from rich.text import Text

from whestdocs.cli.conventions import report_failure
from whestdocs.cli.shown_runs import By, run_profile, show_profile, write_html
from whestdocs.estimators.profiles import Profile
from whestdocs.estimators.settings import Setting
from whestdocs.estimators.targets import Target
from whestdocs.estimators.watching import signatures, wait_for_change
from whestdocs.printing import TerminalConsole
from whestdocs.running.probes import Outcome
from whestdocs.text import counted, some, visible
from whestdocs.views.terminal.change_text import show_change


def watch_profile(target: Target, setting: Setting, by: By, html: Path | None, debug: bool) -> int:
    """Profile an estimator again and again, until somebody ends it.

    Returns:
        The exit code if there is no such estimator; otherwise only a signal ends it.
    """
    files = {target.file.absolute()}
    last: Profile | None = None
    while True:
        before = signatures(files)
        outcome, measured = run_profile(target, setting)
        show_profile(measured, by)
        if last is not None and measured.is_complete:
            show_change(last, measured, TerminalConsole())
        write_html(measured, html)
        code = report_failure(measured, outcome, debug)
        if last is None and not target.file.exists():
            return code
        last = measured if measured.is_complete else last
        files |= _files_read(target, outcome)
        before = signatures(files) | before  # What changed during the run has changed.
        _say(f"Watching {counted(len(files), 'file')}. Ctrl-C ends this.")
        changed = wait_for_change(before)
        names = some(list(dict.fromkeys(visible(file.name) for file in changed)))
        _say(f"\n{time.strftime('%H:%M:%S')} {names} changed")


def _files_read(target: Target, outcome: Outcome) -> set[Path]:
    """Return the author's files that a run read, also those that it looked for in vain."""
    folder = target.file.resolve().parent
    return {folder / found["path"] for found in outcome.result.get("dependencies", [])}


def _say(text: str) -> None:
    """Print a line about the watch, and let a reader behind a pipe see everything."""
    TerminalConsole(stderr=True).print(Text(text, style="dim"), highlight=False)
    sys.stdout.flush()
