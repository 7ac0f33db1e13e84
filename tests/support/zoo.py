"""The zoo of small estimators: what is in it, what it expects, and running it.

A comment ``# charged: op, op | layers`` says which operations a line is charged for, and in
which layers: ``each layer``, ``no layer``, ``layer 0``, ``last layer``, ``layers 1-``.
"""

from __future__ import annotations

import atexit
import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.forks import forked_probes
from tests.support.places import ROOT
from whestdocs.competition.rounds import ROUNDS
from whestdocs.estimators.profiles import Profile, profile_from
from whestdocs.running.installing import InstalledRelease, prepare
from whestdocs.running.probes import Request, _run_probe, run

ZOO = ROOT / "tests" / "zoo"
GOOD = sorted([*(ZOO / "good").glob("*.py"), ZOO / "good" / "with_helpers" / "estimator.py"])
WIDTH, DEPTH, BUDGET = 8, 4, 10**12
#: Seconds that a request may take.
_LIMIT_S = 120.0

_MARK = re.compile(r"# charged: ([^|\n]+?)(?: \| (.+))?$", re.MULTILINE)


def name_of(path: Path) -> str:
    """Return the name of an estimator in test reports."""
    return path.parent.name if path.stem == "estimator" else path.stem


@dataclass(frozen=True)
class Expected:
    """What one line is charged for."""

    ops: tuple[str, ...]
    layers: str | None


def expectations(folder: Path) -> dict[tuple[str, int], Expected]:
    """Return what the files of a folder expect, by (file relative to it, line)."""
    found = {}
    for file in folder.rglob("*.py"):
        for number, line in enumerate(file.read_text().split("\n"), start=1):
            if match := _MARK.search(line):
                ops = tuple(sorted(op.strip() for op in match[1].split(",")))
                found[file.relative_to(folder).as_posix(), number] = Expected(ops, match[2])
    return found


def expected_of(path: Path) -> dict[tuple[str, int], Expected]:
    """Return what an estimator and its helpers expect."""
    found = expectations(path.parent)
    if path.stem == "estimator":
        return found
    return {place: expected for place, expected in found.items() if place[0] == path.name}


def written(folder: Path, *body: str) -> Path:
    """Write an estimator whose predict() has these lines, from line 5 on, and return its file."""
    path = folder / "estimator.py"
    path.write_text(
        "import flopscope.numpy as fnp\n"
        "from whestbench import BaseEstimator\n"
        "class Estimator(BaseEstimator):\n"
        "    def predict(self, mlp, budget):\n" + "".join(f"        {line}\n" for line in body)
    )
    return path


def run_inside(tag: str, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run requests inside the release of a round, and return their results."""
    return run_in(prepare(ROUNDS[tag].release), requests)


def run_in(installed: InstalledRelease, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run requests inside a release, and return their results."""
    with forked_probes():
        return [_run_probe(installed, request, _LIMIT_S).result for request in requests]


def request_of(path: Path, tag: str, **changes: Any) -> dict[str, Any]:
    """Return a request to measure an estimator at the zoo's small shape."""
    values: dict[str, Any] = {"width": WIDTH, "depth": DEPTH, "seed": 0, "flop_budget": BUDGET}
    return Request(path, **(values | changes)).document(prepare(ROUNDS[tag].release))


@cache
def outcomes(tag: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the result of every good estimator, by name and context."""
    names = [(name_of(path), context) for path in GOOD for context in ("recording", "plain")]
    requests = [
        request_of(path, tag, context=context)
        for path in GOOD
        for context in ("recording", "plain")
    ]
    results = once(f"good-{tag}", lambda: run_inside(tag, requests))
    return dict(zip(names, results, strict=True))


def once(name: str, compute: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return what ``compute`` returns, computed by only one of pytest-xdist's workers."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None:
        return compute()
    folder = Path(tempfile.gettempdir()) / f"whestdocs-zoo-{run}"
    folder.mkdir(exist_ok=True)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / f"{name}.json"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            file.write_text(json.dumps(compute()))
        results: list[dict[str, Any]] = json.loads(file.read_text())
    return results


def profile_of(path: Path, tag: str = "v2-phase2", **changes: Any) -> Profile:
    """Profile an estimator at the zoo's small shape in a process of its own."""
    values: dict[str, Any] = {"width": WIDTH, "depth": DEPTH, "seed": 0, "flop_budget": BUDGET}
    request = Request(path, **(values | changes))
    return profile_from(run(prepare(ROUNDS[tag].release), request), request, tag)
