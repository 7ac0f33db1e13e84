"""Runs many requests inside one release, each in a fork, so that its imports happen once.

``python inside_release.py REQUESTS RESULTS``: a list of requests, a list of results.
What starting a process of its own adds to this is tested with `whestdocs.run`.
"""

import importlib
import json
import os
import sys
from pathlib import Path

from whestdocs.probe import measure  # noqa: F401 (imported once, before the forks)
from whestdocs.probe.__main__ import _installed_release
from whestdocs.probe.task import Task


def main() -> None:
    requests_file, results_file = map(Path, sys.argv[1:])
    results = []
    for request in json.loads(requests_file.read_text()):
        part = results_file.with_suffix(".one")
        part.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            _measure(request, part)
        os.waitpid(child, 0)
        results.append(json.loads(part.read_text()) if part.exists() else None)
    results_file.write_text(json.dumps(results))


def _measure(request: dict, part: Path) -> None:
    leave = os._exit
    with part.with_suffix(".crash").open("w") as crash_log, Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
        task = Task(request, part, crash_log)
        task.result["release"] = _installed_release()
        importlib.import_module(f"whestdocs.probe.{request['task']}").measure(task)
        leave(0)


if __name__ == "__main__":
    main()
