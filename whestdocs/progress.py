"""Progress of measurements and of anything else that takes a while, on standard error.

rich is imported where a bar is shown: a build that measures nothing spends no time on it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from whestdocs.text import visible

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import ProgressColumn


class Progress(Protocol):
    """What is told how far the measuring has come."""

    def started(self, total: int) -> AbstractContextManager[object]:
        """Return a context that lasts while ``total`` measurements are made."""

    def finished_one(self, description: str) -> None:
        """Note that one more is there."""


class Silence:
    """Tells nobody."""

    def started(self, total: int) -> AbstractContextManager[object]:
        """Return a context that does nothing."""
        return nullcontext()

    def finished_one(self, description: str) -> None:
        """Do nothing."""


class ProgressBar:
    """A bar on a terminal; a line for each measurement elsewhere."""

    def __init__(self) -> None:
        self._bar: RichProgress | None = None

    @contextmanager
    def started(self, total: int) -> Iterator[None]:
        """Show the bar while ``total`` measurements are made; nothing if there are none."""
        if not total:
            yield
            return
        from rich.progress import Progress as RichProgress

        from whestdocs.printing import TerminalConsole

        console = TerminalConsole(file=sys.stderr)
        with RichProgress(*_columns(), console=console, transient=True) as bar:
            self._bar = bar
            bar.add_task("Measuring", total=total)
            try:
                yield
            finally:
                self._bar = None

    def finished_one(self, description: str) -> None:
        """Move the bar on by one and say what was measured."""
        if self._bar is not None:
            self._bar.advance(self._bar.task_ids[0])
            self._bar.console.print(f"measured {description}", style="dim", markup=False)


def _columns() -> list[ProgressColumn]:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

    text = TextColumn("{task.description}", markup=False)
    return [text, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]


class PassingBar:
    """A bar on a terminal that is gone when all is done; nothing elsewhere."""

    def __init__(self) -> None:
        from rich.progress import Progress as RichProgress

        from whestdocs.printing import TerminalConsole

        console = TerminalConsole(file=sys.stderr)
        self._bar = RichProgress(
            *_columns(), console=console, transient=True, disable=not console.is_terminal
        )

    @contextmanager
    def started(self, total: int) -> Iterator[None]:
        """Show the bar while ``total`` measurements are made."""
        with self._bar:
            task = self._bar.add_task("Measuring", total=total)
            yield
            self._bar.remove_task(task)

    def finished_one(self, description: str) -> None:
        """Move the bar on by one, and say what is there."""
        for task in self._bar.task_ids:
            self._bar.update(task, advance=1, description=description)


@dataclass(frozen=True)
class Work:
    """Something that goes on, and says so on standard error.

    Attributes:
        step: Is told what is being done now, which is shown until the next step.
        note: Is told something that was found, which stays.
    """

    step: Callable[[str], None]
    note: Callable[[str], None]


@contextmanager
def working(description: str) -> Iterator[Work]:
    """Show on a terminal what is being done and for how long, and nothing when it is done.

    Where standard error is no terminal, findings are lines of it, unless they would stand in
    the middle of what is printed to standard output.

    Args:
        description: What is being done, such as ``"Running my_estimator.py"``.
    """
    from rich.progress import Progress as RichProgress
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.table import Column

    from whestdocs.printing import TerminalConsole

    console = TerminalConsole(file=sys.stderr)
    if not console.is_interactive:  # A pipe, or a terminal that cannot take a line back.
        yield Work(_ignore, _ignore if _is_shared() else _print)
        return
    text = TextColumn(
        "{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="crop")
    )
    spinner = SpinnerColumn("line")  # Of signs that every encoding has.
    with RichProgress(spinner, text, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task(visible(description), total=None)
        yield Work(
            lambda step: bar.update(task, description=visible(f"{description}: {step}")),
            lambda note: bar.console.print(
                visible(note), style="dim", markup=False, highlight=False
            ),
        )


def _ignore(_: str) -> None:
    """Show nothing."""


def _print(note: str) -> None:
    """Print a line to standard error at once."""
    print(visible(note), file=sys.stderr, flush=True)


def _is_shared() -> bool:
    """Return whether standard output and standard error go to the same place."""
    try:
        output, errors = (os.fstat(stream.fileno()) for stream in (sys.stdout, sys.stderr))
    except (OSError, ValueError):  # One of them is no file.
        return False
    return os.path.samestat(output, errors)
