"""Running a process to its end: bounded in time and output, leaving nothing behind.

It gets no input, its output goes to a bounded tail, and whatever it started ends with it:
so nothing that it does can hang the parent.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

#: Environment variable that marks a process and everything it starts.
_MARK = "WHESTDOCS_RUN"


@dataclass(frozen=True)
class Finished:
    """A process that has ended.

    Attributes:
        returncode: Exit code, minus the number of the signal that ended it, or None if it
            ran out of time and was killed.
        printed: The last characters that it printed, errors among them.
    """

    returncode: int | None
    printed: str


def run_process(
    command: Sequence[str],
    environment: dict[str, str],
    limit_s: float,
    *,
    folder: Path | None = None,
    most_bytes: int = 20_000,
) -> Finished:
    """Run ``command`` to its end and return how it ended.

    Args:
        command: The program and its arguments.
        environment: All its environment variables.
        limit_s: Seconds after which it is killed.
        folder: Its working folder; None for this process's.
        most_bytes: How much of what it prints is kept, from the end.
    """
    mark = secrets.token_hex(8)
    process = subprocess.Popen(
        command,
        env=environment | {_MARK: mark},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    tail = _Tail(process.stdout, most_bytes)
    try:
        returncode = _wait(process, limit_s)
    finally:
        _end_group(process)
        _end_marked(f"{_MARK}={mark}")
    return Finished(returncode, tail.text())


def _wait(process: subprocess.Popen[bytes], limit_s: float) -> int | None:
    """Return the exit code, None if the process still runs after ``limit_s``."""
    try:
        return process.wait(limit_s)
    except subprocess.TimeoutExpired:
        return None


class _Tail:
    """Reads a process's output to its end and keeps the last of it."""

    def __init__(self, stream: IO[bytes] | None, most_bytes: int) -> None:
        assert stream is not None
        self._stream = stream
        self._most_bytes = most_bytes
        self._chunks: deque[bytes] = deque()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        size = 0
        with self._stream:
            while chunk := os.read(self._stream.fileno(), 65536):
                self._chunks.append(chunk)
                size += len(chunk)
                while size - len(self._chunks[0]) >= self._most_bytes:
                    size -= len(self._chunks.popleft())

    def text(self) -> str:
        """Return the tail as text, once the process has ended."""
        self._reader.join(5.0)
        return b"".join(self._chunks)[-self._most_bytes :].decode(errors="replace")


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End the process and those that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError, AttributeError):
        process.kill()
    process.wait()


def _end_marked(mark: str) -> None:
    """End the processes that left the group, known by a variable they inherited.

    Only where the system shows the environment of processes in /proc.
    """
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)
        except OSError:  # Gone already, or somebody else's.
            continue
