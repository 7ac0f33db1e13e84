"""The processes of probes: started, waited for, and ended with all that they started.

Ending means killing: an estimator may ignore anything else. What a command started is
ended when the command is, whether it returns, fails or is interrupted.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

#: How Python runs a probe; what it is given follows.
PROBE = ("-P", "-m", "whestdocs.probe")
#: Variables under which libraries compute in one thread. Measurements that run at once on few
#: cores otherwise wait for each other's threads, and take nearly twice as long.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
#: Seconds that the last output of a dead process may take to arrive.
_LAST_OUTPUT_S = 2.0
#: Environment variable that marks a probe and what its estimator starts.
_MARK = "WHESTDOCS_RUN"


class Process(Protocol):
    """A process that was started in a session of its own, as `subprocess.Popen` offers it."""

    pid: int

    @property
    def stdout(self) -> IO[bytes] | None:
        """What it prints, errors too."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its exit code, or raise `subprocess.TimeoutExpired`."""

    def kill(self) -> None:
        """End it, if it runs."""


#: Starts a command with these environment variables in this folder, without input.
Start = Callable[[Sequence[str], Mapping[str, str], Path | None], Process]

_running: set[Process] = set()
_lock = threading.Lock()


@dataclass(frozen=True)
class Finished:
    """A process that has ended.

    Attributes:
        returncode: Exit code, minus the number of the signal that ended it, or None if it
            ran out of time.
        printed: The last characters that it printed.
    """

    returncode: int | None
    printed: str


def start_afresh(
    command: Sequence[str], environment: Mapping[str, str], folder: Path | None
) -> Process:
    """Start a command as the system does."""
    return subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def run_process(
    command: Sequence[str],
    environment: Mapping[str, str],
    limit_s: float,
    *,
    folder: Path | None = None,
    most_bytes: int = 20_000,
    start: Start = start_afresh,
) -> Finished:
    """Run a command to its end, without input, in a process group of its own.

    Args:
        command: Program and arguments.
        environment: All its environment variables.
        limit_s: Seconds after which it is ended.
        folder: Its working folder; None for this process's.
        most_bytes: How much of what it prints is kept, from the end.
        start: How it is started.
    """
    name = secrets.token_hex(8)
    process = None
    try:
        process = start(command, {**environment, _MARK: name}, folder)
        with _lock:
            _running.add(process)
        assert process.stdout is not None
        tail = Tail(process.stdout, most_bytes)
        returncode = _wait(process, limit_s)
    finally:
        if process is not None:
            _end(process)
            process.wait()
            _end_marked(f"{_MARK}={name}")
            with _lock:
                _running.discard(process)
    return Finished(returncode, tail.text())


def end_running() -> None:
    """End every process that `run_process` is waiting for, in whatever thread."""
    with _lock:
        processes = list(_running)
    for process in processes:
        _end(process)


def _wait(process: Process, limit_s: float) -> int | None:
    """Return the exit code, None if the process still runs after ``limit_s``."""
    try:
        return process.wait(limit_s)
    except subprocess.TimeoutExpired:
        return None


class Tail:
    """Reads a process's output to its end and keeps the last of it."""

    def __init__(self, stream: IO[bytes], most_bytes: int) -> None:
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
        """Return the tail as text, once the process has ended.

        A process that outlived it may keep the output open; nobody waits for that one.
        """
        self._reader.join(_LAST_OUTPUT_S)
        return b"".join(list(self._chunks))[-self._most_bytes :].decode(errors="replace")


def _end(process: Process) -> None:
    """End a process and its group."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError, AttributeError):
        process.kill()


def end_called(word: str) -> None:
    """End the processes of this system that have ``word`` among those of their command.

    Only where the system shows the commands of processes in /proc.
    """
    _end_where("cmdline", word)


def _end_marked(mark: str) -> None:
    """End the processes that left the group, known by a variable they inherited.

    Only where the system shows the environment of processes in /proc.
    """
    _end_where("environ", mark)


def _end_where(file: str, word: str) -> None:
    """End the processes that have ``word`` in this file of /proc."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if word.encode() in (folder / file).read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)
        except OSError:  # Gone already, or somebody else's.
            continue
