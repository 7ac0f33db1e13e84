"""Entry point of a probe: ``python -m whestdocs.probe REQUEST.json RESULT.json``."""

from __future__ import annotations

import faulthandler
import importlib
import json
import os
import platform
import sys
from importlib import metadata
from pathlib import Path
from typing import Any


class Run:
    """One measurement, from request to result; a partial result can be written any time."""

    def __init__(self, request: dict[str, Any], result_file: Path) -> None:
        self.request = request
        self.result_file = result_file
        self.result: dict[str, Any] = {"release": _installed_release()}

    def write(self) -> None:
        """Write the result in one step, so that the parent never reads half of it."""
        temporary = self.result_file.with_suffix(".part")
        temporary.write_text(json.dumps(self.result))
        temporary.replace(self.result_file)


def _installed_release() -> dict[str, str]:
    import flopscope
    import numpy

    return {
        "flopscope": flopscope.__version__.split("+")[0],
        "whestbench": metadata.version("whestbench"),
        "numpy": numpy.__version__,
        "python": platform.python_version(),
    }


def _assert_release(run: Run) -> None:
    """Refuse to measure anything under another release than the one asked for."""
    for package, version in run.request["release"].items():
        found = run.result["release"][package]
        if found != version:
            raise SystemExit(f"probe: {package} {found} is imported, not {version}")


def main() -> None:
    """Read the request, measure, write the result."""
    request = json.loads(Path(sys.argv[1]).read_text())
    run = Run(request, Path(sys.argv[2]))
    with Path(sys.argv[3]).open("w") as crash_log:
        faulthandler.enable(crash_log)
        sys.dont_write_bytecode = True  # Leave no files beside the author's.
        _assert_release(run)
        task = importlib.import_module(f"whestdocs.probe.{request['task']}")
        task.measure(run.request, run.result, run.write)
        # Threads and exit handlers of the author's code must not delay or change the end.
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    main()
