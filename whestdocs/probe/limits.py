"""Limits on a run: memory refused by the system, a watchdog for the time, and no early exit."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TextIO

from .descendants import leave
from .failures import Failure

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

#: Bytes in a GiB.
GIB = 1024**3
#: Seconds after which the run's state is saved for the first time; later ones are rarer.
_FIRST_SAVE_S = 2.0
#: Saving may take this part of the time.
_SAVING_SHARE = 0.01
#: Seconds that a stuck interpreter gets beyond the limit before it is ended from outside.
_STUCK_S = 3.0
_exit = os._exit


class MemoryLimit:
    """A cap on the process's address space: allocations beyond raise MemoryError.

    Systems without such a limit (Windows; macOS accepts but ignores it) run without one.

    Attributes:
        limit: The limit in bytes.
    """

    def __init__(self, gib: float) -> None:
        self.limit = int(gib * GIB)
        self._before: tuple[int, int] | None = None

    def impose(self) -> None:
        """Impose the limit.

        Raises:
            Failure: The release alone already takes more than that.
        """
        if resource is None:
            return
        in_use = _address_space_in_use()
        if self.limit < in_use * 1.05:
            raise Failure(
                "memory",
                f"The memory limit of {self.limit / GIB:g} GiB is less than flopscope and "
                f"whestbench take alone ({in_use / GIB:.1f} GiB). Allow more with --memory-limit "
                "GIB.",
            )
        soft, hard = self._before = resource.getrlimit(resource.RLIMIT_AS)
        sizes = [self.limit, soft, hard]
        size = min(size for size in sizes if size != resource.RLIM_INFINITY)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (size, hard))

    def lift(self) -> None:
        """Lift the limit, so that there is memory to report that there was none."""
        if resource is not None and self._before is not None:
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_AS, self._before)


def _address_space_in_use() -> int:
    """Return this process's address space in bytes, 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


class Watchdog:
    """Saves the run's state now and then, and ends the process when its time is up.

    A thread of its own, because the author's code may catch any exception that a signal
    could raise in it. Where that code keeps the interpreter to itself the thread starves;
    then faulthandler, which needs no interpreter, notes the place and ends the process.
    """

    def __init__(
        self, seconds: float, save: Callable[[], None], report: Callable[[Failure], None]
    ) -> None:
        """Prepare to ``save`` the state, and to ``report`` a failure after so many seconds."""
        self._seconds = seconds
        self._save = save
        self._report = report
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self, crash_log: TextIO) -> None:
        """Start the clock."""
        faulthandler.dump_traceback_later(self._seconds + _STUCK_S, exit=True, file=crash_log)
        self._thread.start()

    def stop(self) -> None:
        """Stop the clock: the author's code has returned."""
        with self._lock:  # Once its time is up, this never returns.
            self._stopped.set()
        faulthandler.cancel_dump_traceback_later()

    def _watch(self) -> None:
        deadline = time.monotonic() + self._seconds
        pause = _FIRST_SAVE_S
        while not self._stopped.wait(min(pause, max(deadline - time.monotonic(), 0.0))):
            with self._lock:
                if self._stopped.is_set():
                    return
                if time.monotonic() >= deadline:
                    self._bark()
                started = time.monotonic()
                with contextlib.suppress(Exception):  # The next time may go better.
                    self._save()
                pause = max(1.5 * pause, (time.monotonic() - started) / _SAVING_SHARE)

    def _bark(self) -> None:
        faulthandler.cancel_dump_traceback_later()  # The report may take its time.
        message = (
            f"The estimator was still running after {self._seconds:g} s. Look for a loop that "
            "does not end, or allow more with --wall-time-limit SECONDS."
        )
        try:
            self._report(Failure("time-limit", message))
        finally:
            leave(0)


def intercept_exit(report: Callable[[Failure, FrameType], None]) -> None:
    """Report it when the author's code ends the process with ``os._exit``."""
    process = os.getpid()

    def exit_after_report(status: int) -> None:
        if os.getpid() == process:  # A forked child may end as it likes.
            message = (
                f"The estimator called os._exit({status!r}). Return a result or raise an error "
                "instead."
            )
            with contextlib.suppress(Exception):
                report(Failure("exited", message), sys._getframe(1))
            leave(status)
        _exit(status)

    os._exit = exit_after_report  # type: ignore[assignment]
