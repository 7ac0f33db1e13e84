"""Limits on a run: memory refused by the system, and a watchdog for the time."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from .failures import Failure, current_line
from .user_code import UserCode

_GIB = 1024**3


def limit_memory(gib: float) -> None:
    """Make allocations beyond ``gib`` GiB of address space raise MemoryError.

    Systems without such a limit (Windows; macOS accepts but ignores it) run without one.

    Raises:
        Failure: The release alone already takes more than that.
    """
    try:
        import resource
    except ImportError:
        return
    in_use = _address_space_in_use()
    if gib * _GIB < in_use * 1.05:
        raise Failure(
            "memory",
            f"The memory limit of {gib:g} GiB is less than flopscope and whestbench take alone "
            f"({in_use / _GIB:.1f} GiB). Allow more with --memory-limit GIB.",
        )
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    size = int(gib * _GIB) if hard == resource.RLIM_INFINITY else min(int(gib * _GIB), hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def _address_space_in_use() -> int:
    """Return this process's address space in bytes, 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


class Watchdog:
    """Reports where the author's code is and ends the process when its time is up.

    A thread of its own, because the author's code may catch any exception that a signal
    could raise in it.
    """

    def __init__(self, seconds: float, user_code: UserCode, report: Callable[[Failure], None]):
        self._seconds = seconds
        self._user_code = user_code
        self._report = report
        self._main_thread = threading.get_ident()
        self._timer = threading.Timer(seconds, self._bark)
        self._timer.daemon = True

    def start(self) -> None:
        """Start the clock."""
        self._timer.start()

    def stop(self) -> None:
        """Stop the clock: the author's code has returned."""
        self._timer.cancel()

    def _bark(self) -> None:
        file, line = current_line(sys._current_frames().get(self._main_thread), self._user_code)
        message = (
            f"The estimator was still running after {self._seconds:g} s. Look for a loop that "
            "does not end, or allow more with --wall-time-limit SECONDS."
        )
        self._report(Failure("time-limit", message, file, line))
        os._exit(0)
