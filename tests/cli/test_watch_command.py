"""`whestdocs profile --watch` in a process of its own, with real saves."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import TINY

HELPED = TINY.replace(
    "import flopscope.numpy as fnp\n", "import flopscope.numpy as fnp\nimport helper\n"
)
HELPED = HELPED.replace("rows.append(x)", "rows.append(helper.changed(x))")
HELPER = "def changed(x):\n    return x + 1.0\n"
_LIMIT_S = 60.0


class Watch:
    """A running command whose output is read as it comes."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "whestdocs", "profile", "estimator.py", "--watch"),
                *("--width", "8", "--depth", "4", *options),
            ],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"COLUMNS": "120"},
        )
        self.text = ""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.text += line

    def next(self, text: str, since: int = 0) -> int:
        """Wait until ``text`` is printed after ``since``; return where it ends."""
        deadline = time.monotonic() + _LIMIT_S
        while time.monotonic() < deadline:
            position = self.text.find(text, since)
            if position >= 0:
                return position + len(text)
            time.sleep(0.05)
        raise AssertionError(f"{text!r} was not printed after:\n{self.text[since:]}")

    def save(self, name: str, content: str) -> None:
        (self.folder / name).write_text(content)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "estimator.py").write_text(HELPED)
    (tmp_path / "helper.py").write_text(HELPER)
    return tmp_path


@pytest.fixture
def watch(folder: Path) -> Iterator[Watch]:
    watch = Watch(folder, "--html", "report.html")
    yield watch
    watch.process.kill()
    watch.process.wait()


def test_saves_show_changes_failures_are_survived_and_ctrl_c_ends(
    watch: Watch, folder: Path
) -> None:
    at = watch.next("Watching 2 files. Ctrl-C ends this.")
    watch.save("helper.py", HELPER.replace("x + 1.0", "x + 1.0 + x"))
    at = watch.next("helper.py changed", at)
    at = watch.next("▲ +32", at)
    at = watch.next("Ctrl-C ends this.", at)
    assert re.search(r"helper\.py:2 +32 +64 +▲ \+32 +return x \+ 1\.0 \+ x", watch.text)
    report = (folder / "report.html").read_text()
    assert "x + 1.0 + x" in report

    watch.save("estimator.py", HELPED.replace("rows = []", "rows = 1 / 0"))
    at = watch.next("ZeroDivisionError", at)
    at = watch.next("Ctrl-C ends this.", at)
    watch.save("estimator.py", "def (")
    at = watch.next("whestdocs: estimator.py:1: ", at)
    at = watch.next("Ctrl-C ends this.", at)
    (folder / "estimator.py").unlink()
    at = watch.next("There is no file estimator.py", at)
    at = watch.next("Ctrl-C ends this.", at)

    watch.save("estimator.py", HELPED.replace("x + 1.0", "x"))
    at = watch.next("estimator.py changed", at)
    at = watch.next("As many FLOPs as before", at)
    watch.next("Ctrl-C ends this.", at)
    watch.process.send_signal(signal.SIGINT)
    assert watch.process.wait(20) == 130
    assert "Traceback" not in watch.text


def test_ctrl_c_during_a_run_ends_it_too(folder: Path) -> None:
    (folder / "estimator.py").write_text(
        TINY.replace("rows = []", "rows = []\n        while True: pass")
    )
    watch = Watch(folder)
    time.sleep(3)
    watch.process.send_signal(signal.SIGINT)
    assert watch.process.wait(20) == 130
    assert "Traceback" not in watch.text


def test_an_estimator_that_is_not_there_is_not_waited_for(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    assert watch.process.wait(_LIMIT_S) == 3
    watch.next("There is no file estimator.py")


def test_json_is_not_for_watching(folder: Path) -> None:
    watch = Watch(folder, "--json")
    assert watch.process.wait(_LIMIT_S) == 2
    watch.next("--watch shows changes to people")
