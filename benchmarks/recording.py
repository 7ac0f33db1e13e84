"""What recording an estimator adds to running it: processor time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from timing import paired

from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.running.installing import prepare
from whestdocs.running.probes import Request, run

RELEASE = ROUNDS[CURRENT_TAG].release

#: Runs a request in a process of its own, whose children's memory can be told from others'.
_ALONE = """\
import json, resource, sys
from pathlib import Path
from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.running.forking import end_idle
from whestdocs.running.installing import prepare
from whestdocs.running.probes import Request, run
arguments = json.loads(sys.argv[1])
arguments["estimator"] = Path(arguments["estimator"])
run(prepare(ROUNDS[CURRENT_TAG].release), Request(**arguments))
end_idle()
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def cpu_of_predict(estimator: Path, width: int, depth: int) -> tuple[float, float]:
    """Return the processor seconds of one predict(), recorded and plain."""
    recorded = _request(estimator, width, depth)
    plain = replace(recorded, context="plain")
    return paired(lambda: _cpu_seconds(recorded), lambda: _cpu_seconds(plain), 9)


def peak_memory(estimator: Path, width: int, depth: int) -> tuple[float, float]:
    """Return the peak memory of the process that runs it in MiB, recorded and plain."""
    recorded = _request(estimator, width, depth)
    plain = replace(recorded, context="plain")
    return paired(lambda: _peak_memory_mib(recorded), lambda: _peak_memory_mib(plain), 3)


def _request(estimator: Path, width: int, depth: int) -> Request:
    return Request(estimator, width, depth, 0, ROUNDS[CURRENT_TAG].flop_budget)


def _cpu_seconds(wanted: Request) -> float:
    return float(run(prepare(RELEASE), wanted).result["prediction"]["cpu_s"])


def _peak_memory_mib(wanted: Request) -> float:
    names = ("width", "depth", "seed", "flop_budget", "context")
    arguments = {name: getattr(wanted, name) for name in names}
    arguments["estimator"] = str(wanted.estimator)
    command = [sys.executable, "-c", _ALONE, json.dumps(arguments)]
    return int(subprocess.run(command, capture_output=True, check=True).stdout) / 1024
