"""Running a probe inside a release, in a process of its own, and reading its result.

The process gets no input, its output goes to a bounded tail, its result to a file: so
nothing an estimator prints can corrupt a result, and nothing it does can hang the parent.

There are two ways: `run` for an estimator, whose failures are results, and `run_task` for
everything that runs no author's code.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from whestdocs.errors import MeasurementError, ReleaseError, UsageError
from whestdocs.project import PACKAGE
from whestdocs.running.endings import Ending, failure_of, last_line
from whestdocs.running.forking import workplace
from whestdocs.running.installing import InstalledRelease
from whestdocs.running.processes import ONE_THREAD, PROBE, run_process

#: Seconds beyond the limit after which a process is killed that nothing else has ended.
_GRACE_S = 15.0
#: Seconds that importing a release and making a network may take; importing takes five with
#: cold files.
_START_S = 60.0


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
        numbers: Numbers of the estimator's to run with other values, by name: constants of
            its file, attributes of its class or object.
        weights: Dtype of the network's weights; None for that in which whestbench makes them.
    """

    estimator: Path
    width: int
    depth: int
    seed: int
    flop_budget: int
    class_name: str | None = None
    context: str = "recording"
    limits: Limits = Limits()
    numbers: tuple[tuple[str, int], ...] = ()
    weights: str | None = None

    def __post_init__(self) -> None:
        if self.width < 1 or self.depth < 1:
            raise UsageError("Width and depth of a network must be at least 1.")
        if self.seed < 0:
            raise UsageError("The seed must not be negative.")

    def document(self, installed: InstalledRelease) -> dict[str, Any]:
        """Return the request as the probe reads it."""
        release = installed.release
        return {
            "task": "profile",
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
            "numbers": dict(self.numbers),
            "weights": self.weights,
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

    Returns:
        What was measured; if the estimator failed, what was measured until then.

    Raises:
        ReleaseError: The release on disk is not the one it should be, or does not start.
    """
    unreadable = _why_unreadable(request.estimator)
    document, limit_s = request.document(installed), request.limits.wall_time_s
    if unreadable is not None:
        place = {"file": None, "line": None, "details": None}
        failure = {"kind": "missing", "message": unreadable, **place}
        return Outcome({"release": document["release"], "failure": failure}, "")
    ending = _run_probe(installed, document, limit_s)
    if not ending.result["finished"]:
        folder = request.estimator.resolve().parent
        ending.result["failure"] = failure_of(ending, folder, limit_s)
    return Outcome(ending.result, ending.printed)


def _why_unreadable(path: Path) -> str | None:
    """Return why an estimator is not a readable file, or None."""
    try:
        if path.is_dir():
            return f"{path} is a folder. Give the path of the estimator's .py file in it."
        if not path.is_file():
            return f"There is no file {path}. Give the path of an estimator's .py file."
        path.read_bytes()
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}. Check its permissions."
    return None


def run_task(installed: InstalledRelease, document: dict[str, Any], limit_s: float) -> Any:
    """Run a task that executes no author's code, such as pricing operations.

    Args:
        installed: The release to run it in.
        document: The request; its ``"task"`` names a module of the probe.
        limit_s: Seconds it may take.

    Returns:
        The task's result.

    Raises:
        ReleaseError: The release does not run.
        MeasurementError: The task ended without a result.
    """
    release = installed.release
    versions = {"flopscope": release.flopscope, "whestbench": release.whestbench}
    ending = _run_probe(installed, document | {"release": versions}, limit_s, ONE_THREAD)
    if not ending.result["finished"]:
        words = f" ({last_line(ending.printed)})" if ending.printed.strip() else ""
        raise MeasurementError(
            f"The task {document['task']!r} inside {release} {ending.what_happened(limit_s)} "
            f"before it had a result{words}. Look at what it was asked to run."
        )
    return ending.result


def _run_probe(
    installed: InstalledRelease,
    document: dict[str, Any],
    limit_s: float,
    more_environment: Mapping[str, str] = MappingProxyType({}),
) -> Ending:
    """Run a probe to its end.

    Raises:
        ReleaseError: The release does not run, or is not the one asked for.
    """
    with workplace({**probe_environment(installed), **more_environment}) as place:
        files = [place.folder / name for name in ("request.json", "result.json", "crash.txt")]
        files[0].write_text(json.dumps(document))
        finished = run_process(
            [sys.executable, *PROBE, *map(str, files), str(os.getpid())],
            place.environment,
            limit_s + _START_S + _GRACE_S,
            start=place.start,
        )
        result = json.loads(files[1].read_text()) if files[1].is_file() else None
        crash_log = files[2].read_text(errors="replace") if files[2].is_file() else ""
    if result is None:
        repair = f"Remove the folder {installed.folder} and run the command again."
        if installed.folder is None:
            repair = "Reinstall flopscope and whestbench, or name a release with --release."
        raise ReleaseError(
            f"A probe inside {installed.release} did not start: {last_line(finished.printed)}. "
            f"{repair}"
        )
    return Ending(result, finished.returncode, finished.printed, crash_log)


def probe_environment(installed: InstalledRelease) -> dict[str, str]:
    """Return the environment in which a probe imports the release, then whestdocs itself."""
    environment = installed.environment()
    folders = [environment.get("PYTHONPATH"), str(PACKAGE.parent)]
    return environment | {"PYTHONPATH": os.pathsep.join(filter(None, folders))}
