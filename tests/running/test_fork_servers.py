"""Servers that commands are forked from: taken, put back, and ended in time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.forked_and_fresh import both
from tests.support.waiting import wait_until_gone
from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.measurements.captures import capturing
from whestdocs.running import forking
from whestdocs.running.forking import Forked, ForkServer, Workplace, end_idle, workplace
from whestdocs.running.installing import prepare
from whestdocs.running.parallel import WORKERS
from whestdocs.running.processes import Finished, run_process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="commands are forked on Linux")


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """What captured commands have, but for their home."""
    return capturing._environment(prepare(ROUNDS[CURRENT_TAG].release))


def test_a_server_ends_with_whoever_started_it(environment: dict[str, str]) -> None:
    script = (
        "import json, sys, time\n"
        "from whestdocs.running.forking import ForkServer\n"
        "environment = json.loads(sys.argv[1])\n"
        "server = ForkServer(environment)\n"
        "assert server.answer(60.0) == b'ready'\n"
        "code = 'import time; time.sleep(1000)'\n"
        "process = server.start([sys.executable, '-c', code], environment, server.folder)\n"
        "print(server._process.pid, process.pid, server.folder, flush=True)\n"
        "time.sleep(1000)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", script, json.dumps(environment)], stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    server, command, folder = starter.stdout.readline().split()
    assert Path(folder).is_dir()
    starter.kill()
    starter.communicate()
    wait_until_gone(int(server), int(command))
    assert not Path(folder).exists()


def test_idle_servers_can_be_ended(environment: dict[str, str]) -> None:
    with workplace(environment) as place:
        folder = place.folder
    [server] = [server for server in forking._idle if server.folder == folder]
    end_idle()
    assert forking._idle == []
    wait_until_gone(server._process.pid)
    assert not folder.exists()


def test_one_server_serves_every_release(environment: dict[str, str]) -> None:
    other = capturing._environment(prepare(ROUNDS["v1-warmup"].release))
    script = "import flopscope; print(flopscope.__version__.split('+')[0])"
    printed, folders = [], set()
    for variables in (environment, other):
        with workplace(variables) as place:
            folders.add(place.folder)
        forked, fresh = both(variables, script)
        assert forked == fresh
        printed.append(forked.printed)
    assert printed == [f"{ROUNDS[tag].release.flopscope}\n" for tag in (CURRENT_TAG, "v1-warmup")]
    assert len(folders) == 1


def test_a_server_of_another_environment_is_not_taken(environment: dict[str, str]) -> None:
    with workplace(environment) as one:
        pass
    with workplace(environment) as again:
        assert again.folder == one.folder
    with workplace(environment | {"OPENBLAS_NUM_THREADS": "2"}) as other:
        assert other.folder != one.folder


def test_so_many_servers_wait_as_there_are_workers(environment: dict[str, str]) -> None:
    for number in range(WORKERS + 1):
        with workplace(environment | {"NUMBER": str(number)}):
            pass
    assert len(forking._idle) == WORKERS
    assert forking._idle[-1].variables["NUMBER"] == str(WORKERS)


def test_a_forked_part_of_the_program_leaves_the_servers_alone(environment: dict[str, str]) -> None:
    with workplace(environment) as place:
        pass
    process = os.fork()
    if not process:
        os._exit(len(forking._idle))
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    assert place.folder.is_dir()


def run_forked(place: Workplace, code: str, limit_s: float = 60.0) -> Finished:
    command = [sys.executable, "-c", code]
    return run_process(command, place.environment, limit_s, start=place.start)


def server_of(place: Workplace) -> ForkServer:
    server = getattr(place.start, "__self__", None)
    assert isinstance(server, ForkServer)
    return server


def test_a_server_whose_command_was_not_waited_for_is_ended(environment: dict[str, str]) -> None:
    """It would answer the next command's question with this one's end."""
    with workplace(environment) as place:
        server = server_of(place)
        command = [sys.executable, "-c", "import time; time.sleep(1000)"]
        process = place.start(command, place.environment, None)
    assert server not in forking._idle
    wait_until_gone(server._process.pid, process.pid)
    with workplace(environment) as place:
        assert run_forked(place, "print(1)").printed == "1\n"


def test_a_server_that_a_command_stopped_is_ended(environment: dict[str, str]) -> None:
    code = "import os, time; os.kill(os.getppid(), 19); time.sleep(1000)"
    with workplace(environment) as place:
        server = server_of(place)
        finished = run_forked(place, code, limit_s=0.5)
        assert run_forked(place, "print(1)").printed == "1\n"  # Afresh.
    assert finished.returncode is None
    wait_until_gone(server._process.pid)
    assert not place.folder.exists()


def test_a_server_that_ended_while_it_was_idle_is_replaced(environment: dict[str, str]) -> None:
    with workplace(environment) as place:
        server = server_of(place)
    os.kill(server._process.pid, signal.SIGKILL)
    os.waitid(os.P_PID, server._process.pid, os.WEXITED | os.WNOWAIT)
    with workplace(environment) as place:
        assert type(place.start([sys.executable, "-c", ""], place.environment, None)) is Forked


def test_what_lost_its_server_is_ended_with_it(environment: dict[str, str]) -> None:
    code = (
        "import os, time\nserver = os.getppid()\n"
        "if os.fork(): time.sleep(1); os.kill(server, 9); os._exit(0)\n"
        "os.setsid(); print(os.getpid(), flush=True); time.sleep(1000)"
    )
    with workplace(environment) as place:
        printed = run_forked(place, code).printed
    wait_until_gone(int(printed))


def test_a_folder_that_is_gone_or_was_replaced_is_made_again(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "mine").write_text("")
    codes = (
        "shutil.rmtree(folder)",
        "shutil.rmtree(folder); open(folder, 'w')",
        f"shutil.rmtree(folder); os.symlink({str(tmp_path)!r}, folder)",
    )
    for code in codes:
        with workplace(environment) as place:
            run_forked(place, f"import os, shutil; folder = {str(place.folder)!r}; {code}")
        with workplace(environment) as again:
            assert again.folder == place.folder
            assert not again.folder.is_symlink() and not list(again.folder.iterdir())
    assert (tmp_path / "mine").exists()


def test_a_command_without_a_folder_works_in_that_of_this_process(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.txt").write_text("mine")
    code = "print(open('data.txt').read())"
    with workplace(environment) as place:
        assert run_forked(place, code).printed == "mine\n"
        (tmp_path / "data.txt").unlink()
        tmp_path.rmdir()
        assert run_forked(place, "import os; print(os.listdir('.'))").printed == "[]\n"


def test_relative_paths_of_modules_are_from_the_working_folder(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text("print('mine')")
    with workplace(environment | {"PYTHONPATH": "."}) as place:
        assert run_forked(place, "import sys; del sys.path[0]; import mine").printed == "mine\n"


def test_a_copy_of_this_process_keeps_no_server_waiting(environment: dict[str, str]) -> None:
    with workplace(environment) as place:
        server = server_of(place)
        process = os.fork()
        if not process:
            time.sleep(1000)
    try:
        end_idle()
        wait_until_gone(server._process.pid)
        assert server._process.returncode == 0  # It saw by itself that nobody asks any more.
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
