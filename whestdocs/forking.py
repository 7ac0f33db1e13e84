"""Commands that need not wait for libraries: forked from a process that has imported them.

`whestdocs.probe.fork_server` is that process. It runs one command at a time, in a folder
that it keeps. It has no release: each command gets its own, so that one process serves all.
Where it cannot fork, commands are started like any other.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from whestdocs.errors import MeasurementError
from whestdocs.processes import Process, Start, start_afresh
from whestdocs.releases import without_releases
from whestdocs.workers import WORKERS

_PACKAGE = Path(__file__).resolve().parent
_SERVER = "whestdocs.probe.fork_server"
#: How the names of the folders begin.
FOLDER_PREFIX = "whestdocs-"
#: Seconds that importing the libraries may take, with cold files.
_START_S = 60.0
#: More than any answer of the server takes.
_ANSWER_BYTES = 100

_idle: list[ForkServer] = []
#: Environments in which no server can be had.
_refused: list[dict[str, str]] = []
_lock = threading.Lock()


@dataclass(frozen=True)
class Workplace:
    """Where commands are run, one after another.

    Attributes:
        folder: Empty at first.
        environment: All environment variables of commands.
        start: Starts a command.
    """

    folder: Path
    environment: dict[str, str]
    start: Start


@contextmanager
def workplace(environment: Mapping[str, str]) -> Iterator[Workplace]:
    """Give commands an empty folder, and take it away again.

    Args:
        environment: The environment variables of commands. Where HOME is not among them, it
            is the folder.
    """
    shared = without_releases(environment)
    server = _take(shared) if sys.platform == "linux" else None
    if server is None:
        with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX) as name:
            folder = Path(name).resolve()
            yield Workplace(folder, {"HOME": str(folder), **environment}, start_afresh)
        return
    try:
        variables = {"HOME": str(server.folder), **environment}
        yield Workplace(server.folder, variables, server.start)
    finally:
        _put_back(server)


@atexit.register
def end_idle(most: int = 0) -> None:
    """End servers that no command is using.

    Args:
        most: So many may stay, those used last.
    """
    with _lock:
        while len(_idle) > most:
            _idle.pop(0).end()


if hasattr(os, "register_at_fork"):
    # Another process that begins as a copy of this one has none: it must not end them.
    os.register_at_fork(after_in_child=_idle.clear)


def _take(environment: dict[str, str]) -> ForkServer | None:
    """Return an idle server, or a new one; None where none can be had."""
    with _lock:
        if environment in _refused:
            return None
        for server in _idle:
            if server.variables == environment:
                _idle.remove(server)
                return server
    end_idle(WORKERS)
    server = ForkServer(environment)
    if server.is_ready():
        return server
    server.end()
    with _lock:
        _refused.append(environment)
    return None


def _put_back(server: ForkServer) -> None:
    if server.clear():
        with _lock:
            _idle.append(server)
    else:
        server.end()


class ForkServer:
    """One such process, which ends when this one does.

    Attributes:
        folder: The folder of its commands.
        variables: Environment variables in which it imports the libraries.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX)).resolve()
        self.variables = variables
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `end`)
        self._connection, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", _SERVER, str(theirs.fileno()), str(self.folder)],
                cwd=_PACKAGE.parent,
                env={"HOME": str(self.folder), **variables},
                stdin=subprocess.DEVNULL,
                stdout=self._said,
                stderr=subprocess.STDOUT,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def is_ready(self) -> bool:
        """Wait until the libraries are there; return whether commands may be forked.

        If importing them prints something, so it does in each command, which then must not
        be spared it.
        """
        self._connection.settimeout(_START_S)
        try:
            answer = self._connection.recv(_ANSWER_BYTES)
        except OSError:
            self._process.kill()  # It would not notice that nobody waits for it.
            return False
        return answer == b"ready" and os.fstat(self._said.fileno()).st_size == 0

    def start(
        self, command: Sequence[str], environment: Mapping[str, str], folder: Path | None
    ) -> Process:
        """Start a command: forked, unless it is another program or has options for Python."""
        is_script = command[1] == "-c" or (self.folder / command[1]).is_file()
        if command[0] != sys.executable or not is_script:
            return start_afresh(command, environment, folder)
        reader, writer = os.pipe()
        request = {
            "command": command,
            "environment": environment,
            "folder": str(folder or self.folder),
        }
        try:
            socket.send_fds(self._connection, [json.dumps(request).encode()], [writer])
        finally:
            os.close(writer)
        return Forked(" ".join(command), self._connection, os.fdopen(reader, "rb", buffering=0))

    def clear(self) -> bool:
        """Empty the folder; return whether the process can go on."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(exist_ok=True)
        return self._process.poll() is None

    def end(self) -> None:
        """End the process, and with it what it has forked."""
        self._connection.close()
        self._process.wait()
        self._said.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Forked:
    """A command's process, as `subprocess.Popen` would have it.

    Attributes:
        pid: Its number.
        stdout: What it prints.
    """

    def __init__(self, command: str, connection: socket.socket, stdout: IO[bytes]) -> None:
        self._command = command
        self._connection = connection
        self._returncode: int | None = None
        self.stdout = stdout
        answer = self._answer(_START_S)
        if not answer:
            raise MeasurementError(f"The process to fork {command!r} from ended. Run it again.")
        self.pid = int(answer)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code, once nothing runs any more that the command started.

        Raises:
            subprocess.TimeoutExpired: It did not end in time.
        """
        if self._returncode is None:
            # A command that ends its server has ended itself.
            self._returncode = int(self._answer(timeout) or -signal.SIGKILL)
        return self._returncode

    def kill(self) -> None:
        """End it, if it runs."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def _answer(self, timeout: float | None) -> bytes:
        self._connection.settimeout(timeout)
        try:
            return self._connection.recv(_ANSWER_BYTES)
        except TimeoutError:
            raise subprocess.TimeoutExpired(self._command, timeout or 0.0) from None
