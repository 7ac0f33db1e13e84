"""No process outlives what started it, and none is waited for that nobody needs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import TINY, make_checkout
from tests.support.waiting import wait_until_gone
from whestdocs.running.processes import Finished, Tail, run_process

WHESTDOCS = [sys.executable, "-m", "whestdocs"]
#: An estimator that says which process it runs in, and then takes its time.
SLEEPING = TINY.replace(
    "        rows = []\n",
    "        import os, pathlib, subprocess, time\n"
    "        child = subprocess.Popen(['sleep', '1000'], start_new_session=True)\n"
    "        note = pathlib.Path(__file__).with_suffix('.note')\n"
    "        note.write_text(f'{os.getpid()} {child.pid}')\n"
    "        note.rename(note.with_suffix('.pids'))\n"
    "        time.sleep(1000)\n"
    "        rows = []\n",
)


def heed_signals() -> None:
    """Heed the signals that a process in the background ignores, as the tests' own may."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def start(arguments: list[str], temporary: Path, **options: object) -> subprocess.Popen[str]:
    temporary.mkdir()
    options.setdefault("preexec_fn", heed_signals)
    return subprocess.Popen(
        [*WHESTDOCS, *arguments],
        env=os.environ | {"TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def pids_noted(file: Path, command: subprocess.Popen[str], *, may_end: bool = False) -> list[int]:
    """Return the pids of the probe and of its child, as soon as it runs."""
    deadline = time.monotonic() + 120.0
    while not file.exists():
        assert may_end or command.poll() is None, command.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return [int(word) for word in file.read_text().split()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_profile_that_is_ended_takes_its_probe_along(tmp_path: Path, number: int) -> None:
    (tmp_path / "sleeping.py").write_text(SLEEPING)
    arguments = ["profile", str(tmp_path / "sleeping.py"), "--round", "v1-warmup"]
    command = start(arguments, tmp_path / "temporary")
    pids = pids_noted(tmp_path / "sleeping.pids", command)
    command.send_signal(number)
    out, err = command.communicate(timeout=30)
    assert (command.returncode, out, err) == (128 + number, "", "")
    wait_until_gone(*pids)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_probe_dies_with_a_profile_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "sleeping.py").write_text(SLEEPING)
    arguments = ["profile", str(tmp_path / "sleeping.py"), "--round", "v1-warmup"]
    command = start(arguments, tmp_path / "temporary")
    probe, child = pids_noted(tmp_path / "sleeping.pids", command)
    command.kill()
    command.communicate(timeout=30)
    wait_until_gone(probe, child)


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "os.abort()", "os._exit(3)"])
def test_a_probe_that_is_ended_takes_along_what_knows_nothing_of_it(
    tmp_path: Path, end: str
) -> None:
    text = SLEEPING.replace("'], start", "'], env={}, start")
    (tmp_path / "sleeping.py").write_text(text.replace("time.sleep(1000)", end))
    arguments = ["profile", str(tmp_path / "sleeping.py"), "--round", "v1-warmup"]
    command = start(arguments, tmp_path / "temporary")
    pids = pids_noted(tmp_path / "sleeping.pids", command, may_end=True)
    command.communicate(timeout=60)
    assert command.returncode == 3
    wait_until_gone(*pids)


def test_a_signal_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    (tmp_path / "sleeping.py").write_text(SLEEPING.replace("1000)", "2)"))
    arguments = ["profile", str(tmp_path / "sleeping.py"), "--round", "v1-warmup"]
    command = start(
        arguments,
        tmp_path / "temporary",
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    pids_noted(tmp_path / "sleeping.pids", command)
    command.send_signal(signal.SIGHUP)
    command.communicate(timeout=60)
    assert command.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_measuring_stops_at_once(tmp_path: Path, no_cache: Path, number: int) -> None:
    guide = make_checkout(tmp_path / "guide", **{"01_sleeping": SLEEPING})
    command = start(
        ["measure", "--round", "v1-warmup"], tmp_path / "temporary", cwd=str(guide.root)
    )
    pids = pids_noted(guide.examples / "01_sleeping.pids", command)
    command.send_signal(number)
    out, err = command.communicate(timeout=30)
    assert (command.returncode, out) == (128 + number, "")
    assert "Traceback" not in err
    wait_until_gone(*pids)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_output_that_a_survivor_keeps_open_is_not_waited_for() -> None:
    reader, writer = os.pipe()
    os.write(writer, b"the last words\n")
    tail = Tail(os.fdopen(reader, "rb", buffering=0), 20_000)
    started = time.monotonic()
    assert tail.text() == "the last words\n"
    assert time.monotonic() - started < 4.0
    os.close(writer)


# How a process is run.


def run(script: str, limit_s: float = 30.0, **options: object) -> Finished:
    return run_process([sys.executable, "-c", script], dict(os.environ), limit_s, **options)


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
