"""What the code of a probe's task is: every module that it imports, and no other."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from whestdocs.measurements.captures import capture_job
from whestdocs.running import cache
from whestdocs.running.cache import imported_files, task_digest, task_files

PROBE = cache._PROBE_FOLDER
TASKS = sorted(file.stem for file in (PROBE / "tasks").glob("[!_]*.py"))

#: What captured commands are forked from, and what it imports; their keys depend on it.
FORK_SERVER = imported_files("fork_server")
#: A program of its own, which runs where only the grader's client is installed.
CLIENT = [PROBE / "pricing" / "lacking_names.py"]


def test_a_probe_has_these_tasks() -> None:
    assert [
        *("call_prices", "claim_codes", "price_list", "profile", "tip"),
        *("trial", "truth", "values"),
    ] == TASKS


@pytest.mark.parametrize("task", TASKS)
def test_code_that_a_task_does_not_use_is_no_ingredient(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    copy = Path(shutil.copytree(PROBE, tmp_path / "probe"))
    monkeypatch.setattr(cache, "_PROBE_FOLDER", copy)
    before = task_digest(task)
    others = set(copy.rglob("*.py")) - {copy / file.relative_to(PROBE) for file in _loaded(task)}
    assert len(others) > 10
    for file in others:
        _change(file)
    assert task_digest(task) == before


@pytest.mark.parametrize("task", TASKS)
def test_every_file_of_a_task_is_an_ingredient(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    copy = Path(shutil.copytree(PROBE, tmp_path / "probe"))
    monkeypatch.setattr(cache, "_PROBE_FOLDER", copy)
    files = task_files(task)
    assert {file.relative_to(copy) for file in files} == {
        file.relative_to(PROBE) for file in _loaded(task)
    }
    monkeypatch.setattr(cache, "task_files", lambda _: files)  # Looking for them takes long.
    digests = {task_digest(task)}
    for count, file in enumerate(files, 2):
        _change(file)
        digests.add(task_digest(task))
        assert len(digests) == count, file


def _change(file: Path) -> None:
    file.write_text(file.read_text() + "\n# changed\n")


@pytest.mark.parametrize("task", TASKS)
def test_the_files_of_a_task_are_those_that_python_loads_for_it(task: str) -> None:
    assert set(task_files(task)) == _loaded(task)


def test_every_module_of_the_probe_belongs_to_a_task() -> None:
    assert set(PROBE.rglob("*.py")) == {
        *FORK_SERVER,
        *CLIENT,
        *(file for task in TASKS for file in task_files(task)),
    }
    assert PROBE / "fork_server.py" in capture_job._CODE


def test_no_two_modules_of_the_probe_have_the_same_name() -> None:
    names = [file.stem for file in PROBE.rglob("[!_]*.py")]
    names += [file.parent.name for file in PROBE.rglob("__init__.py")]
    assert {name for name, times in Counter(names).items() if times > 1} == set()


def _loaded(task: str) -> set[Path]:
    """Return the probe's files that Python loads for a task, which loads none besides."""
    program = (
        "import sys, importlib; import whestdocs.probe.__main__; "
        f"importlib.import_module('whestdocs.probe.tasks.{task}'); "
        "[print(m.__file__) for n, m in sys.modules.items() if n.startswith('whestdocs')]"
    )
    command = [sys.executable, "-c", program]
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = finished.stdout.splitlines()
    package = PROBE.parent / "__init__.py"
    assert str(package) in loaded
    files = {Path(name) for name in loaded} - {package}
    assert all(file.is_relative_to(PROBE) for file in files)
    return files


def test_no_module_of_the_probe_imports_one_that_imports_it() -> None:
    imports = {file: _imports(file) for file in PROBE.rglob("[!_]*.py")}
    assert PROBE / "user_code.py" in imports[PROBE / "failures.py"]
    TopologicalSorter(imports).prepare()  # Raises an error that shows a circle.


def test_the_probe_imports_nothing_else_of_whestdocs() -> None:
    for file in PROBE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                assert not any(alias.name.startswith("whestdocs") for alias in node.names), file
    assert all(_imports(file) <= set(PROBE.rglob("*.py")) for file in PROBE.rglob("*.py"))


def _imports(file: Path) -> set[Path]:
    """Return the files of whestdocs that one of the probe imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            folder = file.parents[node.level - 1]
        elif (node.module or "").startswith("whestdocs"):
            folder = PROBE.parent.parent
        else:
            continue
        place = folder.joinpath(*(node.module or "").split("."))
        names = [place / alias.name for alias in node.names]
        found |= {name.with_suffix(".py") for name in names if name.with_suffix(".py").is_file()}
        found |= {place.with_suffix(".py")} if place.with_suffix(".py").is_file() else set()
    return found
