"""A process to fork commands from: `python -m whestdocs.probe.fork_server`.

The libraries that whestbench is built on take longer to import than most commands take
besides. This process imports them once; what is forked from it then runs one command, as
`python` would: `python script.py ...`, `python -c code ...` or `python -P -m module ...`.
Flopscope and whestbench are not among those libraries: PYTHONPATH of a command says where its
own are. What the guide is about begins anew with every command.

A request comes with three descriptors: what the command prints to, its working folder, and a
file with `{"command": [...], "environment": {...}}`. The answers are the number of the
command's process, and when that and all that it started has ended, its exit code.
Its arguments are the descriptor of a socket, the folder that commands run in, and libraries.
When the other end of the socket is closed it takes that folder away, and ends.

Linux only. `whestdocs.running.forking` is the other side.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import importlib
import json
import os
import select
import shutil
import socket
import sys
import tempfile
from collections.abc import Mapping
from importlib.machinery import BuiltinImporter, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from .descendants import end_descendants, keep_descendants

#: Runs the module that `sys.argv` begins with.
_AS_MODULE = "import runpy, sys; runpy.run_module(sys.argv[0], None, '__main__', alter_sys=True)"
#: More than a request has, and how many descriptors come with it.
_REQUEST_BYTES, _DESCRIPTORS = 100, 3


def prepare(libraries: list[str]) -> None:
    """Import libraries for all commands to come.

    If that prints something, this process ends: so it does in each command, which must not be
    spared it.
    """
    os.close(os.pidfd_open(os.getpid()))  # Where the system has none, this is the end.
    if not sys.flags.safe_path:
        del sys.path[0]  # The folder of this package; no command has it first.
    keep_descendants()
    with tempfile.TemporaryFile() as printed:
        for standard in (1, 2):
            os.dup2(printed.fileno(), standard)
        for library in libraries:
            with contextlib.suppress(ImportError):  # Then whestbench does without.
                importlib.import_module(library)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        if os.fstat(printed.fileno()).st_size:
            sys.exit(1)
        nothing = os.open(os.devnull, os.O_WRONLY)
        for standard in (1, 2):
            os.dup2(nothing, standard)
        os.close(nothing)
    gc.collect()
    gc.freeze()  # What is there stays, so no command need look through it.


def serve(connection: socket.socket) -> dict[str, Any]:
    """Answer requests until there are no more.

    Returns:
        In each command's process, and only there, what was requested.
    """
    _tell(connection, "ready")
    while True:
        text, descriptors, _, _ = socket.recv_fds(connection, _REQUEST_BYTES, _DESCRIPTORS)
        if not text:
            _leave()
        process = os.fork()
        if not process:
            connection.close()
            output, folder, file = descriptors
            with os.fdopen(file) as content:
                request: dict[str, Any] = json.load(content)
            _become(request, folder, output)
            return request
        for descriptor in descriptors:
            os.close(descriptor)
        _tell(connection, str(process))
        _tell(connection, str(_wait_for(process, connection)))


def _tell(connection: socket.socket, answer: str) -> None:
    try:
        connection.sendall(answer.encode())
    except OSError:  # Whoever asked is gone.
        _leave()


def _wait_for(process: int, connection: socket.socket) -> int:
    """Return the exit code of a command, once nothing that it started runs any more."""
    descriptor = os.pidfd_open(process)
    watched: list[int | socket.socket] = [descriptor, connection]
    ready, _, _ = select.select(watched, [], [])
    os.close(descriptor)
    if connection in ready:  # Nobody asks for anything meanwhile: whoever did is gone.
        _leave()
    status = os.waitpid(process, 0)[1]
    end_descendants()
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return os.waitstatus_to_exitcode(status)


def _leave() -> NoReturn:
    end_descendants()
    shutil.rmtree(sys.argv[2], ignore_errors=True)
    os._exit(0)  # Nothing of what was imported has anything to tidy up.


def _become(request: dict[str, Any], folder: int, output: int) -> None:
    """Give this process what a new one would have that was started for the request."""
    os.setsid()
    os.fchdir(folder)
    os.close(folder)
    for standard in (1, 2):
        os.dup2(output, standard)
    os.close(output)
    known = _paths(os.environ)
    sys.path[:0] = [path for path in _paths(request["environment"]) if path not in known]
    os.environ.clear()
    os.environ.update(request["environment"])
    if "numpy" in sys.modules:  # `random` sees by itself to it that no two commands draw the same.
        sys.modules["numpy"].random.seed()
    for name in [name for name in sys.modules if name.split(".")[0] == "whestdocs"]:
        del sys.modules[name]


def _paths(environment: Mapping[str, str]) -> list[str]:
    """Return the folders that Python looks for modules in first."""
    return [path for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path]


def _main_program(command: list[str]) -> tuple[bytes | str, str, dict[str, Any]]:
    """Make a new main module for a command.

    Args:
        command: As it is started, with the path of Python first.

    Returns:
        What is to be run: source, name of its file, and the names of the main module.
    """
    module = sys.modules["__main__"] = ModuleType("__main__")
    names = vars(module)
    names |= {"__builtins__": builtins, "__annotations__": {}}
    sys.orig_argv = command
    if command[1:3] == ["-P", "-m"]:
        sys.argv = command[3:]
        return _AS_MODULE, "<string>", names
    if command[1] == "-c":
        sys.argv = ["-c", *command[3:]]
        _look_first_in("")
        names["__loader__"] = BuiltinImporter
        return command[2], "<string>", names
    file = str(Path.cwd() / command[1])
    sys.argv = command[1:]
    _look_first_in(str(Path(file).resolve().parent))
    names |= {"__loader__": SourceFileLoader("__main__", file), "__file__": file}
    names["__cached__"] = None
    return Path(file).read_bytes(), file, names


def _look_first_in(folder: str) -> None:
    """Look for modules in a folder first, unless Python was told not to."""
    if not sys.flags.safe_path:
        sys.path.insert(0, folder)


# At the top level, so that as little as possible is below the command's own frames.
if __name__ == "__main__":
    prepare(sys.argv[3:])
    request = serve(socket.socket(fileno=int(sys.argv[1])))
    try:
        source, file, names = _main_program(request["command"])
        exec(compile(source, file, "exec", dont_inherit=True), names)
    except BaseException as error:
        assert error.__traceback__ is not None
        frames, hook = error.__traceback__.tb_next, sys.excepthook
        # Python shows the frames of the command alone.
        sys.excepthook = lambda kind, value, _: hook(kind, value.with_traceback(frames), frames)
        raise
