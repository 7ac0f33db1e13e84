"""Running a probe inside a release, in a process of its own, and reading its result.

Its result goes to a file, so nothing an estimator prints can corrupt it; and nothing an
estimator does can hang the parent, see `processes`.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whestdocs.endings import Ending, failure_of
from whestdocs.errors import ReleaseError, UsageError
from whestdocs.processes import run_process
from whestdocs.releases import InstalledRelease

#: Seconds beyond the limit after which a process is killed that nothing else has ended.
_GRACE_S = 15.0
#: Seconds that importing a release may take; with cold files it takes five.
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
    ending = _run_probe(installed, document, request.limits.wall_time_s)
    result = ending.result
    if result is None:
        raise ReleaseError(
            f"A probe inside {installed.release} did not start: {ending.last_printed_line}. "
            f"Remove the folder {installed.folder} and run the command again."
        )
    if not result["finished"]:
        folder = request.estimator.resolve().parent
        result["failure"] = failure_of(ending, folder, request.limits.wall_time_s)
    return Outcome(result, ending.printed)


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
    ending = _run_probe(installed, document | {"release": versions}, limit_s)
    if ending.result is None:
        raise ReleaseError(
            f"The probe {document['task']!r} inside {release} failed: {ending.last_printed_line}. "
            f"Remove the folder {installed.folder} and run the command again."
        )
    return ending.result


def _run_probe(installed: InstalledRelease, document: dict[str, Any], limit_s: float) -> Ending:
    """Run a probe to its end."""
    with tempfile.TemporaryDirectory(prefix="whestdocs-") as folder:
        files = [Path(folder) / name for name in ("request.json", "result.json", "crash.txt")]
        files[0].write_text(json.dumps(document))
        finished = run_process(
            [sys.executable, "-P", "-m", "whestdocs.probe", *map(str, files)],
            installed.environment() | {"PYTHONPATH": _search_path(installed)},
            limit_s + _START_S + _GRACE_S,
        )
        result = json.loads(files[1].read_text()) if files[1].is_file() else None
        crash_log = files[2].read_text(errors="replace") if files[2].is_file() else ""
        return Ending(result, finished.returncode, finished.printed, crash_log)


def _search_path(installed: InstalledRelease) -> str:
    """Return the folders a probe imports from: the release, then whestdocs itself."""
    return os.pathsep.join([str(installed.folder), str(Path(__file__).resolve().parent.parent)])
