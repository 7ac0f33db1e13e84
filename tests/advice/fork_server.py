"""Runs probes inside one release, each in a fork, so that its imports happen once.

``python fork_server.py`` reads a line of JSON for each probe, with a request and the files that
result, output and crash log go to, and answers with a line once the probe has ended.
"""

import contextlib
import importlib
import json
import os
import sys
from pathlib import Path

from whestdocs.probe import measure, trial, values  # noqa: F401 (imported once for all)
from whestdocs.probe.__main__ import _installed_release
from whestdocs.probe.task import Task


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _probe(**order)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


def _probe(request: dict, result_file: str, output_file: str, crash_file: str) -> None:
    leave = os._exit
    output = os.open(output_file, os.O_WRONLY | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(output, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    with Path(crash_file).open("w") as crash_log:
        task = Task(request, Path(result_file), crash_log)
        task.result["release"] = _installed_release()
        task.save()
        importlib.import_module(f"whestdocs.probe.{request['task']}").measure(task)
        with contextlib.suppress(Exception):
            sys.stdout.flush()
        leave(0)


if __name__ == "__main__":
    main()
