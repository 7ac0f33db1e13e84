"""Progress of measurements and of anything else that takes a while, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import Progress as RichProgress
from rich.table import Column

from whestdocs.text import visible


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
        self._console = Console(file=sys.stderr)
        self._bar: RichProgress | None = None

    @contextmanager
    def started(self, total: int) -> Iterator[None]:
        """Show the bar while ``total`` measurements are made; nothing if there are none."""
        if not total:
            yield
            return
        columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        text = TextColumn("{task.description}", markup=False)
        with RichProgress(text, *columns, console=self._console, transient=True) as bar:
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


class PassingBar:
    """A bar on a terminal that is gone when all is done; nothing elsewhere."""

    def __init__(self) -> None:
        console = Console(file=sys.stderr)
        text = TextColumn("{task.description}", markup=False)
        columns = (text, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = RichProgress(
            *columns, console=console, transient=True, disable=not console.is_terminal
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


@contextmanager
def working(description: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal what is being done and for how long, and nothing when it is done.

    Args:
        description: What is being done, such as ``"Running my_estimator.py"``.

    Yields:
        A function that is told what is being done of that.
    """
    console = Console(file=sys.stderr)
    if not console.is_interactive:  # A pipe, or a terminal that cannot take a line back.
        yield lambda step: None
        return
    text = TextColumn(
        "{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="crop")
    )
    spinner = SpinnerColumn("line")  # Of signs that every encoding has.
    with RichProgress(spinner, text, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task(visible(description), total=None)
        yield lambda step: bar.update(task, description=visible(f"{description}: {step}"))
