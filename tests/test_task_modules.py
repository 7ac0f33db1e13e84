"""What the code of a probe's task is: every module that it imports, and no other."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from whestdocs import cache, captures
from whestdocs.cache import task_digest, task_modules

TASKS = ("measure", "prices", "price_list", "truth", "claims", "tips", "trial", "values")


#: What captured commands are forked from, and what it imports; their keys depend on it.
FORK_SERVER = task_modules("fork_server")


@pytest.mark.parametrize(
    ("task", "module"), [(task, name) for task in TASKS for name in sorted(task_modules(task))]
)
def test_every_module_of_the_probe_that_a_task_imports_is_an_ingredient(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, task: str, module: str
) -> None:
    copy = Path(shutil.copytree(cache._PROBE_FOLDER, tmp_path / "probe"))
    monkeypatch.setattr(cache, "_PROBE_FOLDER", copy)
    before = task_digest(task)
    file = copy / f"{module}.py"
    file.write_text(file.read_text() + "\n# changed\n")
    assert task_digest(task) != before


@pytest.mark.parametrize("task", TASKS)
def test_the_modules_of_a_task_are_those_that_python_loads_for_it(task: str) -> None:
    program = (
        "import sys, importlib; import whestdocs.probe.__main__; "
        f"importlib.import_module('whestdocs.probe.{task}'); "
        "print(*(name for name in sys.modules if name.startswith('whestdocs')))"
    )
    command = [sys.executable, "-c", program]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    prefix = "whestdocs.probe."
    modules = {name.removeprefix(prefix) for name in loaded if name.startswith(prefix)}
    assert modules | {"__init__"} == task_modules(task)
    assert {name for name in loaded if not name.startswith("whestdocs.probe")} == {"whestdocs"}


def test_every_module_of_the_probe_belongs_to_a_task() -> None:
    modules = {file.stem for file in cache._PROBE_FOLDER.glob("*.py")}
    assert modules == FORK_SERVER.union(*map(task_modules, TASKS))
    assert cache._PROBE_FOLDER / "fork_server.py" in captures._CODE
