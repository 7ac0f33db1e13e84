"""Entry point of a probe: ``python -m whestdocs.probe REQUEST RESULT CRASH_LOG PARENT``."""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import json
import platform
import sys
from importlib import metadata
from pathlib import Path

from .descendants import go_on_in_child, leave
from .task import Task

#: Frames that a recorded run needs on top of an unrecorded one, so that a recursion which
#: just fits without the recorder fits with it.
_EXTRA_FRAMES = 20


def _installed_release() -> dict[str, str]:
    import flopscope
    import numpy

    return {
        "flopscope": flopscope.__version__.split("+")[0],
        "whestbench": metadata.version("whestbench"),
        "numpy": numpy.__version__,
        "python": platform.python_version(),
    }


def _assert_release(task: Task) -> None:
    """Refuse to measure anything under another release than the one asked for."""
    for package, version in task.request["release"].items():
        found = task.result["release"][package]
        if found != version:
            raise SystemExit(f"probe: {package} {found} is imported, not {version}")


def main() -> None:
    """Read the request, do what it asks, write the result."""
    *files, parent = sys.argv[1:]
    request_file, result_file, crash_file = map(Path, files)
    go_on_in_child(int(parent))
    with crash_file.open("w") as crash_log:
        faulthandler.enable(crash_log)
        sys.dont_write_bytecode = True  # Leave no files beside the author's.
        sys.setrecursionlimit(sys.getrecursionlimit() + _EXTRA_FRAMES)
        task = Task(json.loads(request_file.read_text()), result_file, crash_log)
        del sys.argv[1:]  # None of the author's business.
        task.result["release"] = _installed_release()
        _assert_release(task)
        task.save()  # From now on the end of the process is the task's doing.
        importlib.import_module(f"whestdocs.probe.tasks.{task.request['task']}").measure(task)
        # Threads and exit handlers of the author's code must not delay or change the end.
        with contextlib.suppress(Exception):
            sys.stdout.flush()
        leave(0)


if __name__ == "__main__":
    main()
