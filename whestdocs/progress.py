"""Progress of measurements and of anything else that takes a while, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column

from whestdocs.text import visible


class ProgressBar:
    """A bar on a terminal; a line for each measurement elsewhere."""

    def __init__(self) -> None:
        self._console = Console(file=sys.stderr)
        self._bar: Progress | None = None

    @contextmanager
    def started(self, total: int) -> Iterator[None]:
        """Show the bar while ``total`` measurements are made; nothing if there are none."""
        if not total:
            yield
            return
        columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        text = TextColumn("{task.description}", markup=False)
        with Progress(text, *columns, console=self._console, transient=True) as bar:
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
    with Progress(spinner, text, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task(visible(description), total=None)
        yield lambda step: bar.update(task, description=visible(f"{description}: {step}"))
