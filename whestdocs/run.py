"""Running a probe inside a release, in a process of its own, and reading its result.

The process gets no input, its output goes to a bounded tail, its result to a file: so
nothing an estimator prints can corrupt a result, and nothing it does can hang the parent.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from whestdocs.errors import ReleaseError, UsageError
from whestdocs.releases import InstalledRelease

#: Seconds beyond the limit after which a process whose watchdog is stuck is killed.
_GRACE_S = 15.0
#: Seconds that importing a release may take; with cold files it takes five.
_START_S = 60.0
_TAIL_CHARACTERS = 20_000


@dataclass(frozen=True)
class Limits:
    """Bounds on a run.

    Attributes:
        wall_time_s: Seconds that import, setup() and predict() may take together.
        memory_gib: Address space in GiB that the process may take.
    """

    wall_time_s: float = 120.0
    memory_gib: float = 8.0

    def __post_init__(self) -> None:
        if not 0 < self.wall_time_s < 1e6:
            raise UsageError("--wall-time-limit must be a number of seconds above 0.")
        if not 0 < self.memory_gib < 1e6:
            raise UsageError("--memory-limit must be a number of GiB above 0.")


@dataclass(frozen=True)
class Request:
    """What to measure.

    Attributes:
        estimator: Path of the estimator's file.
        width: Neurons in a layer.
        depth: Layers of the network.
        seed: Seed of the network.
        flop_budget: FLOPs that predict() may spend.
        class_name: Class to measure, or None for the only one.
        context: ``"recording"``, or ``"plain"`` to run as without whestdocs.
        limits: Bounds on the run.
    """

    estimator: Path
    width: int
    depth: int
    seed: int
    flop_budget: int
    class_name: str | None = None
    context: str = "recording"
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        if self.width < 1 or self.depth < 1:
            raise UsageError("Width and depth of a network must be at least 1.")
        if self.seed < 0:
            raise UsageError("The seed must not be negative.")

    def document(self, installed: InstalledRelease) -> dict[str, Any]:
        """Return the request as the probe reads it."""
        release = installed.release
        return {
            "task": "measure",
            "release": {"flopscope": release.flopscope, "whestbench": release.whestbench},
            "estimator": str(self.estimator.resolve()),
            "class": self.class_name,
            "width": self.width,
            "depth": self.depth,
            "seed": self.seed,
            "flop_budget": self.flop_budget,
            "context": self.context,
            "wall_time_limit_s": self.limits.wall_time_s,
            "memory_limit_gib": self.limits.memory_gib,
        }


@dataclass(frozen=True)
class Outcome:
    """What came back from a probe.

    Attributes:
        result: The probe's result; ``result["failure"]`` says what went wrong, if anything.
        printed: The last characters that the estimator printed.
    """

    result: dict[str, Any]
    printed: str


def run(installed: InstalledRelease, request: Request) -> Outcome:
    """Measure the estimator that ``request`` names inside ``installed``.

    Raises:
        ReleaseError: The release on disk is not the one it should be, or does not start.
    """
    document = request.document(installed)
    ended = _run_probe(installed, document, request.limits.wall_time_s)
    if ended.result is not None:
        return Outcome(ended.result, ended.printed)
    return Outcome(_without_result(installed, request, ended), ended.printed)


def run_task(installed: InstalledRelease, document: dict[str, Any], limit_s: float) -> Any:
    """Run a task that executes no author's code, such as pricing operations.

    Args:
        installed: The release to run it in.
        document: The request; its ``"task"`` names a module of the probe.
        limit_s: Seconds it may take.

    Returns:
        The task's result.

    Raises:
        ReleaseError: The release does not run, or the task ended without a result.
    """
    release = installed.release
    versions = {"flopscope": release.flopscope, "whestbench": release.whestbench}
    ended = _run_probe(installed, document | {"release": versions}, limit_s)
    if ended.result is None:
        reason = ended.printed.strip().splitlines()[-1:] or ["it printed nothing"]
        raise ReleaseError(
            f"The probe {document['task']!r} inside {release} failed: {reason[0]}. Remove the "
            f"folder {installed.folder} and run the command again."
        )
    return ended.result


@dataclass(frozen=True)
class _Ended:
    """A probe's process after its end."""

    result: dict[str, Any] | None
    returncode: int | None
    printed: str
    crash_log: str


def _run_probe(installed: InstalledRelease, document: dict[str, Any], limit_s: float) -> _Ended:
    """Run a probe to its end."""
    with tempfile.TemporaryDirectory(prefix="whestdocs-") as folder:
        files = [Path(folder) / name for name in ("request.json", "result.json", "crash.txt")]
        files[0].write_text(json.dumps(document))
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "whestdocs.probe", *map(str, files)],
            env=installed.environment() | {"PYTHONPATH": _search_path(installed)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        printed, returncode = _wait(process, limit_s)
        result = json.loads(files[1].read_text()) if files[1].is_file() else None
        crash_log = files[2].read_text(errors="replace") if files[2].is_file() else ""
    return _Ended(result, returncode, printed, crash_log)


def _search_path(installed: InstalledRelease) -> str:
    """Return the folders a probe imports from: the release, then whestdocs itself."""
    return os.pathsep.join([str(installed.folder), str(Path(__file__).resolve().parent.parent)])


def _wait(process: subprocess.Popen[bytes], limit_s: float) -> tuple[str, int | None]:
    """Wait for the process, keeping the tail of its output; end it when it overruns.

    Returns:
        The tail, and the exit code or None when the process had to be killed.
    """
    assert process.stdout is not None
    tail: deque[str] = deque()
    reader = threading.Thread(target=_keep_tail, args=(process.stdout, tail), daemon=True)
    reader.start()
    returncode: int | None = None
    try:
        returncode = process.wait(limit_s + _START_S + _GRACE_S)
    except subprocess.TimeoutExpired:
        pass
    finally:
        _end_group(process)
    reader.join(5.0)
    return "".join(tail)[-_TAIL_CHARACTERS:], returncode


def _keep_tail(stream: IO[bytes], tail: deque[str]) -> None:
    size = 0
    while chunk := os.read(stream.fileno(), 65536):
        tail.append(chunk.decode(errors="replace"))
        size += len(tail[-1])
        while len(tail) > 1 and size - len(tail[0]) >= _TAIL_CHARACTERS:
            size -= len(tail.popleft())


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End the probe and whatever processes its estimator started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError, AttributeError):
        process.kill()
    process.wait()


def _without_result(
    installed: InstalledRelease, request: Request, ended: _Ended
) -> dict[str, Any]:
    """Return a result for a process that ended without writing one.

    Raises:
        ReleaseError: The estimator never started.
    """
    returncode, crash_log = ended.returncode, ended.crash_log
    if returncode == 1:
        reason = ended.printed.strip().splitlines()[-1:] or ["it printed nothing"]
        raise ReleaseError(
            f"A probe inside {installed.release} did not start: {reason[0]}. Remove the folder "
            f"{installed.folder} and run the command again."
        )
    file, line = _crash_place(crash_log, request.estimator.resolve().parent)
    if returncode is None:
        kind, message = "time-limit", _hung(request)
    elif returncode < 0:
        kind, message = "crashed", _killed(-returncode)
    else:
        kind = "exited"
        message = (
            f"The estimator ended its process with exit code {returncode} before predict() "
            "returned. Return a result or raise an error instead."
        )
    failure = {"kind": kind, "message": message, "file": file, "line": line, "details": crash_log}
    return {
        "release": asdict(installed.release),
        "flops_used": 0,
        "setup_flops": 0,
        "other_flops": 0,
        "charges": [],
        "files": [],
        "prediction": None,
        "failure": failure,
    }


def _hung(request: Request) -> str:
    return (
        f"The estimator was still running after {request.limits.wall_time_s:g} s and did not let "
        "any other thread run. Look for a long call into compiled code, or allow more with "
        "--wall-time-limit SECONDS."
    )


def _killed(number: int) -> str:
    name = signal.Signals(number).name
    return (
        f"The estimator's process was ended by {name}. That is a crash in compiled code or the "
        "system running out of memory; try smaller arrays, or allow more with --memory-limit GIB."
    )


def _crash_place(crash_log: str, folder: Path) -> tuple[str | None, int | None]:
    """Return the author's innermost line in what faulthandler wrote at a crash."""
    for file, line in re.findall(r'File "(.+?)", line (\d+)', crash_log):
        path = Path(file)
        if path.is_relative_to(folder) and "site-packages" not in path.parts:
            return path.relative_to(folder).as_posix(), int(line)
    return None, None
