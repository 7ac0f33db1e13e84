"""Speed and memory, as ratios taken in one run: machines are shared and noisy.

Run with `make benchmarks`. Each pair is measured in turn, several times, and the ratio of
the minima is shown beside the limit that the project sets itself: other work on the
machine only ever adds time, so the minimum is what the work itself takes. Nothing fails
here: a person reads the table.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from whestdocs.project import find_project
from whestdocs.releases import prepare
from whestdocs.rounds import CURRENT_TAG, ROUNDS
from whestdocs.run import Request, run

ROOT = find_project().root
RELEASE = ROUNDS[CURRENT_TAG].release


def request(example: str, width: int, depth: int) -> Request:
    """Return the request that profiles an example at a shape."""
    budget = ROUNDS[CURRENT_TAG].flop_budget
    return Request(ROOT / "examples" / f"{example}.py", width, depth, 0, budget)


def cpu_seconds(wanted: Request) -> float:
    """Return the processor seconds of one predict()."""
    result = run(prepare(RELEASE), wanted).result
    return float(result["prediction"]["cpu_s"])


def paired(first: Callable[[], float], second: Callable[[], float], times: int) -> list[float]:
    """Return the minima of two measurements taken in turn."""
    pairs = [(first(), second()) for _ in range(times)]
    return [min(values) for values in zip(*pairs, strict=True)]


def peak_memory_mib(wanted: Request) -> float:
    """Return the peak memory of the process that measures ``wanted``, in MiB."""
    code = (
        "import json, resource, sys; from pathlib import Path; from whestdocs.run import *; "
        "from whestdocs.releases import prepare; from whestdocs.rounds import *; "
        "from whestdocs.forking import end_idle; "
        "a = json.loads(sys.argv[1]); a['estimator'] = Path(a['estimator']); "
        "run(prepare(ROUNDS[CURRENT_TAG].release), Request(**a)); end_idle(); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    names = ("width", "depth", "seed", "flop_budget", "context")
    arguments = {name: getattr(wanted, name) for name in names}
    arguments["estimator"] = str(wanted.estimator)
    command = [sys.executable, "-c", code, json.dumps(arguments)]
    return int(subprocess.run(command, capture_output=True, check=True).stdout) / 1024


def wall_seconds(command: list[str], **environment: str) -> float:
    """Return the wall seconds of a command."""
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, check=True)
    return time.perf_counter() - started


def plain_builds() -> float:
    """Return the wall seconds of one plain `mkdocs build` for each round."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", folder]
        return sum(wall_seconds(command, WHESTDOCS_ROUND=tag) for tag in ROUNDS)


def whole_site() -> float:
    """Return the wall seconds of building everything again without a change."""
    return wall_seconds([sys.executable, "-m", "whestdocs.cli", "site"])


def cpu_seconds_of(command: list[str]) -> float:
    """Return the processor seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def starts() -> list[float]:
    """Return the processor seconds of `whestdocs --help` and of Python doing nothing."""
    help_, nothing = ["-m", "whestdocs.cli", "--help"], ["-c", "pass"]
    return paired(
        lambda: cpu_seconds_of([sys.executable, *help_]),
        lambda: cpu_seconds_of([sys.executable, *nothing]),
        9,
    )


def reprice_seconds(example: str) -> list[float]:
    """Return the wall seconds of `whestdocs reprice` over all releases, at the round's shape.

    First with nothing there, so that the releases are fetched too; then with the releases
    alone; then with everything kept.
    """
    command = [sys.executable, "-m", "whestdocs.cli", "reprice", f"examples/{example}.py"]
    with tempfile.TemporaryDirectory() as cache:
        fetched = wall_seconds(command, WHESTDOCS_CACHE=cache)
        shutil.rmtree(Path(cache) / "measurements")
        runs = [wall_seconds(command, WHESTDOCS_CACHE=cache) for _ in range(2)]
    return [fetched, *runs]


def main() -> None:
    """Measure everything and print the table."""
    table = Table("what", "measured", "compared with", "ratio", "limit", title="Benchmarks")
    for example, width, depth, limit in (
        ("02_mean_propagation", 1024, 16, 1.05),
        ("03_covariance_propagation", 1024, 16, 1.05),
        ("02_mean_propagation", 256, 8, 1.25),
        ("03_covariance_propagation", 256, 8, 1.25),
    ):
        wanted = request(example, width, depth)
        plain = replace(wanted, context="plain")
        profiled, alone = paired(
            lambda wanted=wanted: cpu_seconds(wanted), lambda plain=plain: cpu_seconds(plain), 9
        )
        row(table, f"predict() of {example}, {width}x{depth}, CPU s", profiled, alone, limit)
    wanted = request("03_covariance_propagation", 1024, 16)
    plain = replace(wanted, context="plain")
    memory = paired(lambda: peak_memory_mib(wanted), lambda: peak_memory_mib(plain), 3)
    row(table, "peak memory of a profile, 1024x16, MiB", *memory, 1.3)
    builds = paired(whole_site, plain_builds, 3)
    row(table, "site again against plain mkdocs builds, s", *builds, 1.5)
    row(table, "whestdocs --help against python -c pass, CPU s", *starts(), "0.3 s")
    for example in ("02_mean_propagation", "03_covariance_propagation"):
        for state, limit, seconds in zip(
            ("releases fetched too", "cold", "warm"),
            ("60 s", "60 s", "5 s"),
            reprice_seconds(example),
            strict=True,
        ):
            table.add_row(f"reprice of {example}, {state}, s", f"{seconds:.1f}", "", "", limit)
    Console().print(table)


def row(table: Table, what: str, measured: float, compared: float, limit: float | str) -> None:
    """Add one comparison to the table."""
    ratio = f"{measured / compared:.3f}"
    table.add_row(what, f"{measured:.3f}", f"{compared:.3f}", ratio, f"{limit}")


if __name__ == "__main__":
    main()
