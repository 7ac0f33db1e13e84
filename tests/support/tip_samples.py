"""A tip to try things with."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

from whestdocs.competition.rounds import ROUNDS
from whestdocs.measurements.tips import TipJob, tip_files
from whestdocs.project import Project, find_project
from whestdocs.running.installing import prepare

PROJECT = find_project()
FILES = tip_files(PROJECT)
SLUGS = [file.stem for file in FILES]


#: A round that takes no time.
SMALL = replace(ROUNDS["v1-warmup"], width=16)


TIP = '''\
"""Double by adding.

Run `python double.py [WIDTH]` to see what both cost.
"""

import flopscope.numpy as fnp

TOLERANCE = 0.0
PAYS_FOR = {"wide": {"width": 32}}
NOT_FOR = {}
NO_HOST = "It doubles."


def inputs(width, seed=0):
    """Return numbers."""
    return (fnp.asarray([float(seed + number) for number in range(1, width)]),)


def before(x):
    """Multiply, twice."""
    return x * 4.0 * 0.5


def after(x):
    """Add."""
    return x + x
'''


def a_tip_result(**changes: Any) -> dict[str, Any]:
    """Return what the probe says of a tip."""
    cases = [{"name": "", "pays": True}, {"name": "a <copy>", "pays": False}]
    code = {"both": "", "before": "def before(x):\n    return x < 1", "after": "def after(x): ..."}
    usual: dict[str, Any] = {"title": "Add, don't `<b>`", "needs": "", "failure": None}
    usual |= {"only_where": "", "no_host": "", "costs": "", "host": None, "uses": {}}
    return usual | {"cases": cases, "code": code} | changes


def write_tip(folder: Path, text: str = TIP) -> TipJob:
    project = Project(folder)
    (project.examples / "tips").mkdir(parents=True, exist_ok=True)
    file = project.examples / "tips" / "double.py"
    file.write_text(text)
    return TipJob(project, SMALL, file)


def inside(tag: str, program: str, *arguments: str, cwd: Path | None = None) -> Any:
    """Run a program inside a round's release; return what it prints last, as JSON."""
    finished = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), *arguments],
        env=prepare(ROUNDS[tag].release).environment(),
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout.splitlines()[-1])
