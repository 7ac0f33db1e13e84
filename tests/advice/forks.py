"""Running probes in forks of one process for each release, as hundreds of runs are needed.

What starting a process for each adds to this is tested with `whestdocs.run`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from unittest.mock import patch

from whestdocs.endings import Ending
from whestdocs.releases import InstalledRelease
from whestdocs.run import probe_environment


class _Server:
    """A process that forks a probe for each request, one after the other."""

    def __init__(self, installed: InstalledRelease) -> None:
        self._lock = Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("fork_server.py"))],
            env=probe_environment(installed),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def probe(self, document: dict[str, Any]) -> Ending:
        """Run a probe to its end."""
        with tempfile.TemporaryDirectory(prefix="whestdocs-") as folder:
            files = [Path(folder, name) for name in ("result.json", "output.txt", "crash.txt")]
            names = ("result_file", "output_file", "crash_file")
            order = {"request": document, **dict(zip(names, map(str, files), strict=True))}
            with self._lock:
                assert self._process.stdin is not None and self._process.stdout is not None
                self._process.stdin.write(json.dumps(order) + "\n")
                self._process.stdin.flush()
                returncode = int(self._process.stdout.readline())
            result, output, crash_log = (file.read_text() for file in files)
        return Ending(json.loads(result), returncode, output, crash_log)

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


@contextmanager
def forked_probes() -> Iterator[None]:
    """Run all probes in forks of servers, which end with the context."""
    servers: dict[str, _Server] = {}
    lock = Lock()

    def run_probe(installed: InstalledRelease, document: dict[str, Any], _limit_s: float) -> Ending:
        with lock:
            name = str(installed.release)
            if name not in servers:
                servers[name] = _Server(installed)
        return servers[name].probe(document)

    with patch("whestdocs.run._run_probe", run_probe):
        try:
            yield
        finally:
            for server in servers.values():
                server.stop()
