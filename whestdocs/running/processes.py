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
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
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
MARK = "WHESTDOCS_RUN"


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
    process = returncode = None
    try:
        process = start(command, {**environment, MARK: name}, folder)
        with _lock:
            _running.add(process)
        assert process.stdout is not None
        tail = Tail(process.stdout, most_bytes)
        with suppress(subprocess.TimeoutExpired):
            returncode = process.wait(limit_s)
    finally:
        if process is not None:
            _end(process)
            process.wait()
            end_marked(name)
            with _lock:
                _running.discard(process)
    return Finished(returncode, tail.text())


def end_running() -> None:
    """End every process that `run_process` is waiting for, in whatever thread."""
    with _lock:
        processes = list(_running)
    for process in processes:
        _end(process)


class Tail:
    """Reads a process's output to its end and keeps the last of it."""

    def __init__(self, stream: IO[bytes], most_bytes: int) -> None:
        self._stream = stream
        self._most_bytes = most_bytes
        self._kept = bytearray()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with self._stream:
            while chunk := os.read(self._stream.fileno(), 65536):
                self._kept += chunk
                if len(self._kept) > 2 * self._most_bytes:
                    del self._kept[: -self._most_bytes]

    def text(self) -> str:
        """Return the tail as text, once the process has ended.

        A process that outlived it may keep the output open; nobody waits for that one.
        """
        self._reader.join(_LAST_OUTPUT_S)
        return bytes(self._kept[-self._most_bytes :]).decode(errors="replace")


def _end(process: Process) -> None:
    """End a process and its group."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError, AttributeError):
        process.kill()


def end_marked(name: str) -> None:
    """End the processes that were started with ``name`` as the value of `MARK`.

    Only where the system shows the environment of processes in /proc.
    """
    mark = f"{MARK}={name}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # Gone already, or somebody else's.
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)
