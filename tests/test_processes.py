"""Running a process to its end."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from whestdocs.processes import Finished, run_process


def run(script: str, limit_s: float = 30.0, **options: object) -> Finished:
    return run_process([sys.executable, "-c", script], dict(os.environ), limit_s, **options)  # type: ignore[arg-type]


def test_output_and_errors_are_kept_in_one() -> None:
    finished = run("import sys; print(1, flush=True); print(2, file=sys.stderr)")
    assert finished == Finished(0, "1\n2\n")


@pytest.mark.parametrize(("script", "code"), [("exit(7)", 7), ("import os; os.abort()", -6)])
def test_the_exit_code_tells_how_it_ended(script: str, code: int) -> None:
    assert run(script).returncode == code


def test_a_process_that_does_not_end_is_ended() -> None:
    started = time.monotonic()
    finished = run("print(1, flush=True)\nwhile True: pass", 1.0)
    assert finished == Finished(None, "1\n")
    assert time.monotonic() - started < 20


def test_only_the_last_of_the_output_is_kept() -> None:
    assert run("print('a' * 10**6 + 'end')", most_bytes=5).printed == "aend\n"


def test_it_reads_nothing() -> None:
    assert run("import sys; print(repr(sys.stdin.read()))").printed == "''\n"


def test_it_works_in_the_folder_it_was_given(tmp_path: Path) -> None:
    assert run("import os; print(os.getcwd())", folder=tmp_path).printed.strip() == str(tmp_path)


def test_it_knows_the_variables_it_was_given_alone() -> None:
    command = [sys.executable, "-c", "import os; print(sorted(os.environ))"]
    printed = run_process(command, {"ONE": "1", "LC_ALL": "C.UTF-8"}, 30.0).printed
    assert printed.strip() == "['LC_ALL', 'ONE', 'WHESTDOCS_RUN']"
