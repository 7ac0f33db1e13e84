"""Commands that need not wait for libraries: forked from a process that has imported them.

`whestdocs.probe.fork_server` is that process. It runs one command at a time, in a folder
that it keeps. It has no release: each command gets its own, so that one process serves all.
Where it cannot fork, commands are started like any other.

Why it is here: CPU seconds (and seconds) on two busy cores, the shortest of two runs in turn,
of `whestdocs advise` and `whestdocs` commands one run.

                                   this        multiprocessing's    a plain start
                                               forkserver
    12 captures of python         7.1  (21)        5.4  (19)         11.6  (31)
    12 captures of whest         15.0  (49)       13.2  (40)         26.2  (77)
    6 captures of whestdocs      37.3 (103)       34.2 (102)         40.3 (125)
    advise, with nothing kept    69.7 (275)       85.9 (372)        111.8 (454)

So a plain start takes half as long again, or twice as long. The forkserver takes about as long as
this: the difference in the first line is that it imports the libraries once, not once for each
worker. But its processes are not like those of `python`: in tests/running/test_forking.py they
differ in tracebacks, exit codes, threads and exit handlers, and leave running what they started.
What makes them alike would be most of this code again.
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

from whestdocs.project import PACKAGE
from whestdocs.running.installing import without_releases
from whestdocs.running.parallel import WORKERS
from whestdocs.running.processes import MARK, PROBE, Process, Start, end_marked, start_afresh

#: What importing flopscope and whestbench takes besides those two; order matters, as one of
#: them may look which others there are.
LIBRARIES = ("numpy", "pandas", "datasets", "rich.console", "plotext", "psutil", "opt_einsum")
#: How the names of the folders begin.
FOLDER_PREFIX = "whestdocs-"
#: Seconds that importing the libraries may take, with cold files.
_START_S = 60.0
#: Seconds that a server may take to say that a command has ended which was killed.
_ANSWER_S = 5.0
#: Seconds that a server may take to end.
_END_S = 2.0
#: More than any answer of the server takes.
_ANSWER_BYTES = 100

#: Servers that no command is using.
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
    variables = dict(without_releases(environment))
    server = _take(variables) if sys.platform == "linux" else None
    if server is None:
        with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX) as name:
            folder = Path(name).resolve()
            yield Workplace(folder, {"HOME": str(folder), **environment}, start_afresh)
        return
    try:
        own = {"HOME": str(server.folder), **environment}
        yield Workplace(server.folder, own, server.start)
    finally:
        _put_back(server)


def _take(environment: dict[str, str]) -> ForkServer | None:
    """Return an idle server, or a new one; None where none can be had."""
    if environment in _refused:
        return None
    while (idle := _idle_server(environment)) is not None:
        if idle.clear():
            return idle
        idle.end()
    server = ForkServer(environment)
    try:
        with suppress(TimeoutError):
            if server.answer(_START_S) == b"ready":
                return server
    except BaseException:
        server.end()
        raise
    server.end()
    with _lock:
        _refused.append(environment)
    return None


def _put_back(server: ForkServer) -> None:
    if not server.clear():
        server.end()
        return
    with _lock:
        _idle.append(server)
    end_idle(WORKERS)


def _idle_server(environment: dict[str, str]) -> ForkServer | None:
    """Return an idle server for an environment, which then is idle no more; None for none."""
    with _lock:
        server = next((each for each in _idle if each.variables == environment), None)
        if server is not None:
            _idle.remove(server)
        return server


def end_idle(most: int = 0) -> None:
    """End servers that no command is using.

    Args:
        most: So many may stay, those used last.
    """
    with _lock:
        ended = [_idle.pop(0) for _ in range(len(_idle) - most)]
    for server in ended:  # Others need not wait until they have ended.
        server.end()


@atexit.register
def _end_at_exit() -> None:
    with suppress(KeyboardInterrupt):  # They see by themselves that this process is gone.
        end_idle()


def _forget() -> None:
    """Drop the servers of the process that this one is a copy of, without ending them."""
    global _lock
    _lock = threading.Lock()
    for server in _idle:
        server.abandon()
    _idle.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


class ForkServer:
    """One such process, which ends when this one does.

    Attributes:
        folder: The folder of its commands.
        variables: Environment variables in which it imports the libraries.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX)).resolve()
        self.variables = variables
        self._is_busy = False
        self._connection, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "whestdocs.probe.fork_server"]
        with theirs:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), str(self.folder), *LIBRARIES],
                cwd=PACKAGE.parent,
                env={"HOME": str(self.folder), **variables, MARK: str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def start(
        self, command: Sequence[str], environment: Mapping[str, str], folder: Path | None
    ) -> Process:
        """Start a command: forked, if it is a script or a probe and the server still forks."""
        script = command[1] if len(command) > 1 else ""
        is_script = script == "-c" or (self.folder / script).is_file()
        is_probe = tuple(command[1:4]) == PROBE
        if command[0] == sys.executable and (is_script or is_probe) and not self._is_busy:
            process = self._fork(command, environment, folder)
            if process is not None:
                return process
        return start_afresh(command, environment, folder)

    def _fork(
        self, command: Sequence[str], environment: Mapping[str, str], folder: Path | None
    ) -> Forked | None:
        """Fork a command's process; return None if the server has ended."""
        place = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY)  # Even if it is gone.
        reader, writer = os.pipe()
        try:
            with tempfile.TemporaryFile() as request:
                words = {"command": command, "environment": environment}
                request.write(json.dumps(words).encode())
                request.seek(0)
                descriptors = [writer, place, request.fileno()]
                self._is_busy = True  # Until the server has said how the command ended.
                with suppress(OSError):
                    socket.send_fds(self._connection, [b"fork"], descriptors)
            process = self.answer(None)
        finally:
            os.close(writer)
            os.close(place)
        stdout = os.fdopen(reader, "rb", buffering=0)
        if process:
            return Forked(int(process), stdout, self)
        stdout.close()
        return None

    def answer(self, timeout: float | None) -> bytes:
        """Return what the server says next, nothing if it has ended.

        Raises:
            TimeoutError: It says nothing for so many seconds.
        """
        self._connection.settimeout(timeout)
        try:
            return self._connection.recv(_ANSWER_BYTES)
        except TimeoutError:
            raise
        except OSError:
            return b""

    def set_free(self) -> None:
        """Note that the last command has ended, so that another can be forked."""
        self._is_busy = False

    def clear(self) -> bool:
        """Empty the folder; return whether another command can be forked."""
        _remove(self.folder)
        try:
            self.folder.mkdir()
        except OSError:
            return False
        return not self._is_busy and self._process.poll() is None

    def end(self) -> None:
        """End the process, and with it what it has forked."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)  # Copies of this process may hold it too.
        self._connection.close()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        end_marked(str(self.folder))  # Whatever lost its server has its mark still.
        _remove(self.folder)

    def abandon(self) -> None:
        """Let go of a server that belongs to the process which this one is a copy of."""
        self._connection.close()
        self._process.returncode = 0  # It is no child of this one, so nobody need wait for it.


class Forked:
    """A command's process, as `subprocess.Popen` would have it.

    Attributes:
        pid: Its number.
        stdout: What it prints.
    """

    def __init__(self, pid: int, stdout: IO[bytes], server: ForkServer) -> None:
        self.pid = pid
        self.stdout = stdout
        self._server = server
        self._returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code, once nothing runs any more that the command started.

        Args:
            timeout: Seconds to wait; None if it has been killed.

        Raises:
            subprocess.TimeoutExpired: It did not end in time.
        """
        if self._returncode is None:
            try:
                answer = self._server.answer(_ANSWER_S if timeout is None else timeout)
            except TimeoutError:
                if timeout is not None:
                    raise subprocess.TimeoutExpired("a forked command", timeout) from None
                answer = b""  # A server that is stopped cannot say that its command was killed.
            if answer:
                self._server.set_free()
            # A command that ends its server has ended itself.
            self._returncode = int(answer or -signal.SIGKILL)
        return self._returncode

    def kill(self) -> None:
        """End it, if it runs."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def _remove(folder: Path) -> None:
    """Take a folder away, or what was put in its place."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink(missing_ok=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)
