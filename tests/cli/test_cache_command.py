"""`whestdocs cache` shows what there is, makes room, and removes nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.conftest import Run
from whestdocs.cli.main import EXIT_DONE, EXIT_WRONG_USE
from whestdocs.running.cache import Cache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with two trials, a measurement and a release, in the order of their last use."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("WHESTDOCS_CACHE", str(folder))
    monkeypatch.delenv("WHESTDOCS_CACHE_SIZE", raising=False)
    for number, (kind, name) in enumerate(
        (("trials", "a"), ("trials", "b"), ("measurements", "c")), start=1
    ):
        Cache(folder / kind).store(name, {"text": "x" * 10_000})
        os.utime(folder / kind / f"{name}.json", (number, number))
    (folder / "releases" / "flopscope-1").mkdir(parents=True)
    (folder / "releases" / "flopscope-1" / "file").write_text("x" * 5000)
    return folder


def left(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.glob("*/*"))


def test_it_shows_folder_size_bound_and_kinds(folder: Path, whestdocs: Run) -> None:
    code, printed, errors = whestdocs("cache")
    assert (code, errors) == (EXIT_DONE, "")
    assert printed.splitlines() == [
        f"{folder}: 35.2kB of 2GB",
        "  10.1kB  1 measurement",
        "  20.2kB  2 kept trials",
        "      0B  0 executed notebooks",
        "      0B  0 accepted measurements",
        "     5kB  1 installed release",
    ]


def test_it_shows_the_same_as_json(
    folder: Path, whestdocs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHESTDOCS_CACHE_SIZE", "500MB")
    document = json.loads(whestdocs("cache", "--json")[1])
    assert document["folder"] == str(folder)
    assert document["bound_bytes"] == 500_000_000
    kinds = document["kinds"]
    assert {kind: of["entries"] for kind, of in kinds.items()} == {
        "measurements": 1, "trials": 2, "notebooks": 0, "agreements": 0, "releases": 1
    }  # fmt: skip
    assert kinds["releases"]["bytes"] == 5000
    assert document["bytes"] == sum(of["bytes"] for of in kinds.values())


def test_prune_removes_what_was_used_least_recently(folder: Path, whestdocs: Run) -> None:
    code, printed, _ = whestdocs("cache", "prune", "--size", "16kB")
    assert code == EXIT_DONE
    assert printed == (f"Removed 20.2kB from {folder}:\n  2 kept trials\n")
    assert left(folder) == ["c.json", "flopscope-1"]


def test_prune_without_a_size_goes_by_the_bound(
    folder: Path, whestdocs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert whestdocs("cache", "prune")[1] == f"Removed 0B from {folder}.\n"
    monkeypatch.setenv("WHESTDOCS_CACHE_SIZE", "30000")
    whestdocs("cache", "prune")
    assert left(folder) == ["b.json", "c.json", "flopscope-1"]


def test_prune_removes_releases_when_it_is_told_to(folder: Path, whestdocs: Run) -> None:
    whestdocs("cache", "prune", "--size", "0")
    assert left(folder) == ["flopscope-1"]
    assert "1 installed release" in whestdocs("cache", "prune", "--size", "0", "--releases")[1]
    assert left(folder) == []


def test_clear_says_what_it_removed(folder: Path, whestdocs: Run) -> None:
    code, printed, _ = whestdocs("cache", "clear")
    assert code == EXIT_DONE
    assert printed.startswith(f"Removed 35.2kB from {folder}:\n")
    assert "2 kept trials" in printed and "1 installed release" in printed
    assert left(folder) == []
    assert whestdocs("cache", "clear")[1] == f"Removed 0B from {folder}.\n"


@pytest.mark.parametrize("command", ["clear", "prune"])
def test_a_folder_that_is_no_cache_is_refused(folder: Path, whestdocs: Run, command: str) -> None:
    (folder / "CACHEDIR.TAG").unlink()
    code, printed, errors = whestdocs("cache", command)
    assert (code, printed) == (EXIT_WRONG_USE, "")
    assert f"{folder} has no CACHEDIR.TAG of whestdocs" in errors
    assert len(left(folder)) == 4
    assert "nothing is removed from it" in whestdocs("cache")[1]


@pytest.mark.parametrize("arguments", [(), ("prune",), ("prune", "--size", "much")], ids=" ".join)
def test_a_wrong_size_is_wrong_use(
    folder: Path, whestdocs: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    if "--size" not in arguments:
        monkeypatch.setenv("WHESTDOCS_CACHE_SIZE", "much")
    code, printed, errors = whestdocs("cache", *arguments)
    assert (code, printed) == (EXIT_WRONG_USE, "")
    assert "'much' is no size" in errors and len(errors.splitlines()) == 1
    assert len(left(folder)) == 4


def test_a_wrong_bound_stops_a_command_before_it_measures(
    folder: Path, whestdocs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHESTDOCS_CACHE_SIZE", "much")
    code, _, errors = whestdocs("reprice", "examples/02_mean_propagation.py", "--width", "8")
    assert code == EXIT_WRONG_USE
    assert errors.startswith("whestdocs: WHESTDOCS_CACHE_SIZE='much' is no size")


def test_releases_that_fill_the_bound_alone_are_mentioned(
    folder: Path, whestdocs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHESTDOCS_CACHE_SIZE", "4000")
    assert "whestdocs cache prune --releases" in whestdocs("cache")[1]
