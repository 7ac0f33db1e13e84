"""Seconds of commands, and pairs of them taken in turn: machines are shared and noisy."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Callable
from pathlib import Path


def paired(
    first: Callable[[], float], second: Callable[[], float], times: int
) -> tuple[float, float]:
    """Return the minima of two measurements taken in turn.

    Other work on the machine only ever adds time, so a minimum is what the work itself takes.
    """
    pairs = [(first(), second()) for _ in range(times)]
    return min(each for each, _ in pairs), min(each for _, each in pairs)


def wall_seconds(command: list[str], folder: Path, **environment: str) -> float:
    """Return the wall seconds of a command that is run in ``folder``."""
    started = time.perf_counter()
    run(command, folder, environment)
    return time.perf_counter() - started


def cpu_seconds(command: list[str], folder: Path, **environment: str) -> float:
    """Return the processor seconds of a command and of all that it started and waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command, folder, environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Run a command to its end.

    Raises:
        RuntimeError: It failed; the text is the end of what it printed.
    """
    finished = subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True
    )
    if finished.returncode:
        printed = (finished.stdout + finished.stderr)[-2000:]
        raise RuntimeError(f"{' '.join(command)} ended with {finished.returncode}: {printed}")
