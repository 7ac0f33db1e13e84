"""A forked command sees, prints and leaves what one that is started afresh does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.forked_and_fresh import both
from tests.support.places import DATA
from tests.support.waiting import wait_until_gone
from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.measurements.captures import capturing
from whestdocs.running import forking
from whestdocs.running.forking import ForkServer, workplace
from whestdocs.running.installing import prepare
from whestdocs.running.processes import Finished, run_process, start_afresh

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="commands are forked on Linux")

#: Prints what a program can know of itself; numpy is imported first, for it adds filters.
STATE = DATA / "state.py"


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """What captured commands have, but for their home."""
    return capturing._environment(prepare(ROUNDS[CURRENT_TAG].release))


def test_a_forked_command_sees_what_a_fresh_one_sees(environment: dict[str, str]) -> None:
    forked, fresh = both(environment, STATE.read_text(), "--option", "value")
    assert "flopscope is new: True" in forked.printed
    assert forked == fresh


def test_the_program_whest_is_forked_alike(environment: dict[str, str]) -> None:
    # It is run as `python -c`.
    code = f"import sys; del sys.path[0]; exec({STATE.read_text()!r})"
    with workplace(environment) as place:
        printed = {
            run_process(
                [sys.executable, "-c", code, "run", "--help"],
                place.environment,
                60.0,
                folder=place.folder,
                most_bytes=1_000_000,
                start=start,
            )
            for start in (place.start, start_afresh)
        }
    assert len(printed) == 1


@pytest.mark.parametrize(
    "script",
    [
        "import json\ndef f(x):\n    return json.loads(x)\nf('x')",
        "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError('so') from e",
        "raise ExceptionGroup('many', [ValueError(1), TypeError(2)])",
        "x = (1,\ny = 2",
        "print('no source')\n\tindented",
        "# -*- coding: latin-1 -*-\nprint('\u00e4')",
        "import no_such_module",
        "from flopscope import nothing",
        "import flopscope as flops\nflops.numpy.nothing",
        "import sys; sys.exit('a text')",
        "import sys; sys.exit(7)",
        "import sys; sys.exit()",
        "raise KeyboardInterrupt",
        "import os; os._exit(9)",
        "import os; os.kill(os.getpid(), 11)",
        "import warnings; warnings.warn('so'); warnings.warn('so', DeprecationWarning)",
        "import numpy as np; print(np.log(0.0)); np.float32(1e30) ** 2",
        "import atexit; atexit.register(print, 'at exit'); print('before')",
        "import threading; threading.Timer(0.1, print, ['a thread']).start(); print('main')",
        "import threading; threading.Thread(target=lambda: 1 / 0).start()",
        "import logging; logging.warning('logged'); logging.info('not')",
        "import sys; sys.excepthook = lambda *a: print('hooked', a[1], a[2].tb_lineno); 1 / 0",
        "import sys; print(repr(sys.stdin.read())); print('error', file=sys.stderr)",
        "import os; os.write(1, b'one'); print('two'); os.write(2, b'three')",
        "import multiprocessing as m\nif __name__ == '__main__':\n"
        "    for kind in ('fork', 'spawn'):\n"
        "        with m.get_context(kind).Pool(1) as pool: print(pool.map(abs, [-1, -2]))",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(5)'])",
        "import pickle\nclass A: pass\nprint(pickle.loads(pickle.dumps(A())).__class__)",
        "import numpy as np; a = np.random.default_rng(1).random((300, 300)); "
        "print(float((a @ a).sum()), np.linalg.svd(a)[1][:3])",
        "import pyarrow as pa; print(pa.array(range(9)).cast('string'))",
        "import asyncio; asyncio.run(asyncio.sleep(0.01)); print('slept')",
    ],
)
def test_a_forked_command_prints_what_a_fresh_one_prints(
    environment: dict[str, str], script: str
) -> None:
    forked, fresh = both(environment, script)
    assert forked == fresh


def test_commands_leave_each_other_nothing(environment: dict[str, str]) -> None:
    script = (
        "import os, sys, numpy, pandas, warnings\n"
        "print(hasattr(numpy, 'left'), os.environ.get('LEFT'), sorted(os.listdir()))\n"
        "numpy.left = os.environ['LEFT'] = 'x'; open('left', 'w'); warnings.simplefilter('error')"
    )
    for _ in range(2):
        forked, fresh = both(environment, script)
        assert forked.printed == "False None ['script.py']\n"
        assert fresh.printed == "False None ['left', 'script.py']\n"  # In the same workplace.


def test_no_two_commands_draw_the_same(environment: dict[str, str]) -> None:
    script = (
        "import random, numpy as np, uuid; import flopscope.numpy as fnp\n"
        "print(random.random(), np.random.random(), np.random.default_rng().random(), uuid.uuid4(),"
        " float(fnp.random.rand()))"
    )
    draws = [both(environment, script)[0].printed.split() for _ in range(2)]
    assert len(set(draws[0] + draws[1])) == 10


def test_a_command_that_does_not_end_is_ended(environment: dict[str, str]) -> None:
    forked, fresh = both(environment, "print(1, flush=True)\nwhile True: pass", limit_s=1.0)
    assert forked == fresh == Finished(None, "1\n")


def test_what_a_command_leaves_running_is_ended_with_it(environment: dict[str, str]) -> None:
    script = (
        "import subprocess\nprint(subprocess.Popen(['sleep', '1000'], env={}, "
        "start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).pid)"
    )
    forked, fresh = both(environment, script)
    wait_until_gone(int(forked.printed))
    os.kill(int(fresh.printed), 9)  # Whose starter could not know of it.


def test_the_next_command_runs_after_one_that_ended_its_server(
    environment: dict[str, str],
) -> None:
    code = (
        "import os, time; server = os.getppid()\n"
        "assert 'fork_server' in open(f'/proc/{server}/cmdline').read()\n"  # And nobody else.
        "os.kill(server, 9); time.sleep(9)"
    )
    with workplace(environment) as place:
        command = [sys.executable, "-c", code]
        finished = run_process(command, place.environment, 60.0, start=place.start)
    assert finished == Finished(-9, "")
    assert both(environment, "print(1)")[0].printed == "1\n"


def test_tests_of_participants_share_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    folders = set()
    for name in ("test_one", "test_two"):
        monkeypatch.setenv("PYTEST_CURRENT_TEST", name)  # As pytest does; it differs in each.
        with workplace(prepare(ROUNDS[CURRENT_TAG].release).environment()) as place:
            folders.add(place.folder)
    assert len(folders) == 1


def test_a_program_without_arguments_is_a_fresh_one(environment: dict[str, str]) -> None:
    with workplace(environment) as place:
        finished = run_process([sys.executable], environment, 60.0, start=place.start)
    assert finished == Finished(0, "")


def test_options_for_python_are_for_a_fresh_one(environment: dict[str, str]) -> None:
    with workplace(environment) as place:
        (place.folder / "script.py").write_text("")
        for words, kind in (
            ([sys.executable, "script.py"], forking.Forked),
            ([sys.executable, "-W", "error", "script.py"], subprocess.Popen),
            ([sys.executable, "missing.py"], subprocess.Popen),
            (["/bin/true", "script.py"], subprocess.Popen),
        ):
            process = place.start(words, place.environment, place.folder)
            assert type(process) is kind
            process.wait(60.0)
            assert process.stdout is not None
            process.stdout.close()


def test_where_importing_prints_something_every_command_does(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "plotext.py").write_text("print('imported')")
    path = f"{tmp_path}{os.pathsep}{environment['PYTHONPATH']}"
    for _ in range(2):
        with workplace(environment | {"PYTHONPATH": path}) as place:
            assert place.start is start_afresh
    assert [each["PYTHONPATH"] for each in forking._refused] == [str(tmp_path)]  # Tried once.


def test_without_fork_commands_are_started_afresh(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with workplace(environment) as place:
        assert place.start is start_afresh
        assert place.environment["HOME"] == str(place.folder)
        folder = place.folder
    assert not folder.exists()


@pytest.mark.parametrize(
    "variables", [{"PYTHONSAFEPATH": "1"}, {"LARGE": "\u00e4" * 60_000, "MORE": "x" * 120_000}]
)
def test_an_environment_may_be_unusual(
    environment: dict[str, str], variables: dict[str, str]
) -> None:
    script = "import os, sys; print(sys.path, sum(map(len, os.environ.values())))"
    forked, fresh = both(environment | variables, script)
    assert forked == fresh


def test_it_is_no_slower_than_it_has_to_be(environment: dict[str, str]) -> None:
    server = ForkServer(environment)
    assert server.answer(60.0) == b"ready"
    command = [sys.executable, "-c", "import whestbench.cli"]
    seconds = []
    for start in (server.start, start_afresh):
        started = time.monotonic()
        run_process(command, environment, 60.0, folder=server.folder, start=start)
        seconds.append(time.monotonic() - started)
    server.end()
    assert seconds[0] < 0.8 * seconds[1]
