"""Estimators that take too long, too much memory, or their process with them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.failing_estimators import HEAD, assert_fails, line_in, marked_line, profile_of
from tests.support.waiting import wait_until_gone
from whestdocs.running.endings import Ending, failure_of
from whestdocs.running.probes import Limits

ENDLESS = {
    "a loop": "while True: pass  # here",
    "a loop that catches everything": (
        "while True:\n    try:\n        while True: pass  # here\n    except BaseException: pass"
    ),
    "sleep": "time.sleep(1000)  # here",
    "a child process": "subprocess.run(['sleep', '1000'])  # here",
    "an endless recursion that is caught": (
        "def again():\n    try:\n        again()\n    except BaseException:\n        again()\n"
        "again()"
    ),
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS.keys())
def test_an_estimator_that_never_returns_is_ended_and_says_where_it_was(
    tmp_path: Path, body: Any
) -> None:
    started = time.monotonic()
    profile = profile_of(tmp_path, body, limits=Limits(wall_time_s=1.0))
    line = line_in(body) if "# here" in body else profile.failure.line
    assert_fails(profile, "time-limit", "still running after 1 s", line)
    assert time.monotonic() - started < 60.0


STUCK = {
    "a call into compiled code": "sum(range(10**13))  # here",
    "an interpreter that does not switch": ("sys.setswitchinterval(1e6)\nwhile True: pass  # here"),
}


@pytest.mark.parametrize("body", STUCK.values(), ids=STUCK.keys())
def test_an_estimator_that_keeps_the_interpreter_to_itself_is_ended_too(
    tmp_path: Path, body: Any
) -> None:
    profile = profile_of(tmp_path, body, limits=Limits(wall_time_s=3.0))
    assert profile.failure.kind == "time-limit"
    assert "kept the interpreter to itself" in profile.failure.message
    assert (profile.failure.file, profile.failure.line) == ("estimator.py", line_in(body))


CRASHES = {
    "segmentation fault": ("ctypes.string_at(0)  # here", "SIGSEGV"),
    "abort": ("os.abort()  # here", "SIGABRT"),
    "signal": ("os.kill(os.getpid(), signal.SIGSEGV)  # here", "SIGSEGV"),
    "kill": ("os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
}


@pytest.mark.parametrize(("body", "name"), CRASHES.values(), ids=CRASHES.keys())
def test_a_crash_is_reported_with_the_signal_and_the_line(
    tmp_path: Path, body: Any, name: Any
) -> None:
    failure = profile_of(tmp_path, body).failure
    assert failure.kind == "crashed"
    assert f"was ended by {name}" in failure.message
    expected = ("estimator.py", line_in(body)) if "# here" in body else (None, None)
    assert (failure.file, failure.line) == expected


def test_a_process_that_ends_behind_pythons_back_is_reported_with_its_code(tmp_path: Path) -> None:
    failure = profile_of(tmp_path, "ctypes.CDLL(None)._exit(7)").failure
    assert failure.kind == "exited"
    assert "exit code 7" in failure.message


def test_memory_that_runs_out_in_setup_is_reported_there(tmp_path: Path) -> None:
    setup = "    def setup(self, context): self.x = fnp.ones(10**11)\n"
    head = HEAD.replace("    def predict", f"{setup}    def predict")
    failure = profile_of(tmp_path, "return x", head, limits=Limits(memory_gib=4.0)).failure
    assert failure.kind == "memory"
    assert "setup() ran out of memory" in failure.message
    assert "--memory-limit" in failure.message
    assert failure.line == marked_line(head, "10**11")


def test_memory_that_runs_out_by_crumbs_leaves_enough_to_say_so(tmp_path: Path) -> None:
    body = "crumbs = []\nwhile True: crumbs.append([None] * 1000)  # here"
    limits = Limits(wall_time_s=100.0, memory_gib=2.0)
    profile = profile_of(tmp_path, body, limits=limits)
    assert_fails(profile, "memory", "predict() ran out of memory", line_in(body))


def test_a_memory_limit_below_what_the_release_needs_says_so(tmp_path: Path) -> None:
    failure = profile_of(tmp_path, "return x", limits=Limits(memory_gib=0.05)).failure
    assert failure.kind == "memory"
    assert "less than flopscope and whestbench take alone" in failure.message


def test_memory_that_is_allowed_is_granted(tmp_path: Path) -> None:
    body = "y = fnp.zeros(2**28)\ndel y\nreturn x"
    assert profile_of(tmp_path, body, limits=Limits(memory_gib=7.0)).failure is None


BIG = [
    ({"width": 20_000, "depth": 20}, 8.0, "width 20,000 and depth 20"),
    ({"width": 12_000, "depth": 1}, 2.0, "width 12,000 and depth 1"),
    ({"width": 10**12, "depth": 1}, 8.0, "width 1,000,000,000,000"),
]


@pytest.mark.parametrize(("shape", "limit", "says"), BIG)
def test_a_network_that_does_not_fit_into_memory_is_named(
    tmp_path: Path, shape: Any, limit: Any, says: Any
) -> None:
    profile = profile_of(tmp_path, "return x", limits=Limits(memory_gib=limit), **shape)
    assert profile.failure.kind == "memory"
    assert says in profile.failure.message
    assert f"memory limit of {limit:g} GiB" in profile.failure.message
    assert "--width or --depth" in profile.failure.message
    assert "--memory-limit" in profile.failure.message


def test_a_network_that_is_never_finished_is_named(tmp_path: Path) -> None:
    ending = Ending({"finished": False}, None, "", "")
    failure = failure_of(ending, tmp_path, 120.0)
    assert failure["kind"] == "network"
    assert failure["message"].startswith("The network could not be made: its process was still")
    assert "--width or --depth" in failure["message"]


LEFT_BEHIND = {
    "a child": "child = subprocess.Popen(['sleep', '1000'])",
    "a child in a session of its own": (
        "child = subprocess.Popen(['sleep', '1000'], start_new_session=True)"
    ),
    "a child that knows nothing of us": (
        "child = subprocess.Popen(['/bin/sleep', '1000'], start_new_session=True, env={})"
    ),
    "a child whose parent is gone": (
        "class child:\n    pid = int(subprocess.run("
        "['/bin/sh', '-c', 'setsid sleep 1000 >/dev/null 2>&1 & echo $!'], "
        "env={'PATH': '/usr/bin:/bin'}, capture_output=True).stdout)"
    ),
}


@pytest.mark.parametrize("body", LEFT_BEHIND.values(), ids=LEFT_BEHIND.keys())
def test_processes_that_outlive_the_estimator_are_ended(tmp_path: Path, body: Any) -> None:
    note = tmp_path / "pid"
    started = time.monotonic()
    saved = f"open({str(note)!r}, 'w').write(str(child.pid))"
    profile = profile_of(tmp_path, f"{body}\n{saved}\nreturn x")
    assert profile.failure is None
    assert time.monotonic() - started < 60.0
    wait_until_gone(int(note.read_text()))


@pytest.mark.parametrize("end", ["os._exit(0)", "time.sleep(1000)", "1 / 0"])
def test_processes_that_outlive_a_failing_estimator_are_ended(tmp_path: Path, end: str) -> None:
    note = tmp_path / "pid"
    body = LEFT_BEHIND["a child that knows nothing of us"]
    saved = f"open({str(note)!r}, 'w').write(str(child.pid))"
    profile = profile_of(tmp_path, f"{body}\n{saved}\n{end}", limits=Limits(wall_time_s=2.0))
    assert profile.failure is not None
    wait_until_gone(int(note.read_text()))
