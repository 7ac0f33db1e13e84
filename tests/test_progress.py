"""Progress is shown on a terminal, gone when the work is done, and nowhere else."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import TINY

CODE = """
import time
from whestdocs.progress import working
with working("Running \\x1b[31m[red]x[/red].py") as work:
    time.sleep(0.4)
    work.step("step two")
    time.sleep(0.4)
"""


def on_a_terminal(command: list[str], **environment: str) -> str:
    """Return what a command writes to standard error, which is a terminal."""
    main, other = pty.openpty()
    with subprocess.Popen(
        command, stderr=other, stdout=subprocess.DEVNULL, env=os.environ | environment
    ):
        os.close(other)
        written = b""
        while True:
            try:
                written += os.read(main, 4096)
            except OSError:
                break
    os.close(main)
    return written.decode()


def test_it_says_what_is_done_and_for_how_long_and_takes_it_back() -> None:
    written = on_a_terminal([sys.executable, "-c", CODE], TERM="xterm", COLUMNS="100")
    assert "Running \\x1b[31m[red]x[/red].py" in written
    assert "step two" in written
    assert "0:00:00" in written
    assert written.rstrip().endswith("\x1b[2K")  # The line is erased.


@pytest.mark.parametrize(
    "environment", [{"TERM": "dumb"}, {"TERM": "xterm", "PYTHONIOENCODING": "ascii"}]
)
def test_a_poor_terminal_is_no_error(environment: dict[str, str]) -> None:
    written = on_a_terminal([sys.executable, "-c", CODE], **environment)
    assert "Traceback" not in written
    assert environment["TERM"] != "dumb" or written == ""


def test_a_pipe_gets_nothing() -> None:
    finished = subprocess.run([sys.executable, "-c", CODE], capture_output=True, check=True)
    assert (finished.stdout, finished.stderr) == (b"", b"")


def test_a_profile_tells_its_stages(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(TINY)
    command = [sys.executable, "-m", "whestdocs", "profile", str(tmp_path / "mine.py")]
    written = on_a_terminal([*command, "--width", "8", "--depth", "4"], TERM="xterm", COLUMNS="90")
    assert "Running mine.py at 8 x 4" in written
    assert not re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", written).rstrip().endswith("mine.py")
