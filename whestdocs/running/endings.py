"""How a probe's process ended, where it could not say so itself."""

from __future__ import annotations

import re
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: A character that faulthandler writes as an escape.
_ESCAPED = re.compile(r"\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}")


@dataclass(frozen=True)
class Ending:
    """The end of a probe's process.

    Attributes:
        result: The result as far as it was saved.
        returncode: Exit code, minus the number of the signal that ended the process, or
            None if it had to be killed.
        printed: The last characters that it printed.
        crash_log: What faulthandler wrote.
    """

    result: dict[str, Any]
    returncode: int | None
    printed: str
    crash_log: str

    @property
    def timed_out(self) -> bool:
        """Whether the process ran out of time without letting its own watchdog run."""
        return self.returncode is None or self.crash_log.startswith("Timeout (")

    def what_happened(self, limit_s: float) -> str:
        """Return how the process ended, to go on after "the process"."""
        if self.timed_out:
            return f"was still running after {limit_s:g} s"
        if self.returncode is not None and self.returncode < 0:
            with suppress(ValueError):  # A real-time signal has no name.
                return f"was ended by {signal.Signals(-self.returncode).name}"
            return f"was ended by signal {-self.returncode}"
        return f"ended with exit code {self.returncode}"


def last_line(printed: str) -> str:
    """Return the last line that was printed, for want of a better reason."""
    return (printed.strip().splitlines()[-1:] or ["it printed nothing"])[0]


def failure_of(ending: Ending, folder: Path, limit_s: float) -> dict[str, Any]:
    """Return the failure that a process without a final result amounts to.

    Args:
        ending: How it ended.
        folder: The estimator's folder.
        limit_s: Seconds that the estimator was given.
    """
    kind, message = _kind_and_message(ending, limit_s)
    file, line = _crash_place(ending.crash_log, folder)
    place = {"file": file, "line": line, "details": ending.crash_log or None}
    return {"kind": kind, "message": message, **place}


def _kind_and_message(ending: Ending, limit_s: float) -> tuple[str, str]:
    happened = ending.what_happened(limit_s)
    if "charges" not in ending.result:
        return "network", (
            f"The network could not be made: its process {happened}. Choose a smaller --width or "
            "--depth, or allow more with --wall-time-limit SECONDS and --memory-limit GIB."
        )
    if ending.timed_out:
        return "time-limit", (
            f"The estimator {happened} and kept the interpreter to itself. Look for a long call "
            "into compiled code, or allow more with --wall-time-limit SECONDS."
        )
    if ending.returncode is not None and ending.returncode < 0:
        return "crashed", (
            f"The estimator's process {happened}. That is a crash in compiled code, or the system "
            "running out of memory; try smaller arrays, or allow more with --memory-limit GIB."
        )
    return "exited", (
        f"The estimator's process {happened} before predict() returned. Return a result or raise "
        "an error instead; a library that runs out of memory may also end it."
    )


def _crash_place(crash_log: str, folder: Path) -> tuple[str | None, int | None]:
    """Return the author's innermost line in what faulthandler wrote.

    It writes one block a thread, innermost frame first, the crashed thread's marked as
    current, the main thread's last.
    """
    blocks = re.split(r"\n(?=(?:Current thread|Thread) )", crash_log)
    current = [block for block in blocks if block.startswith("Current thread")]
    for block in current or reversed(blocks):
        for file, line in re.findall(r'File "(.+)", line (\d+)', block):
            path = Path(_ESCAPED.sub(lambda escape: chr(int(escape[0][2:], 16)), file))
            if path.is_relative_to(folder) and "site-packages" not in path.parts:
                return path.relative_to(folder).as_posix(), int(line)
    return None, None
