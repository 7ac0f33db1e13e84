"""The cache keeps its bound, whoever writes, reads, evicts or crashes meanwhile."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from whestdocs.errors import UsageError
from whestdocs.project import PACKAGE
from whestdocs.running import eviction
from whestdocs.running.cache import Cache
from whestdocs.running.eviction import (
    BOUND_VARIABLE,
    CACHE_TAG,
    KINDS,
    clear,
    entries,
    is_marked,
    prune,
    size_bound,
    size_in_bytes,
    size_text,
)

#: What an entry of `fill` takes, about.
ENTRY = 1000
#: Writes many entries and reads them again; what is found must be what was stored.
WRITER = """
import os, sys
from whestdocs.project import cache_folder
from whestdocs.running.cache import Cache
name, count = sys.argv[1], int(sys.argv[2])
cache, found = Cache.default("trials"), 0
for number in range(count):
    cache.store(f"{name}-{number}", {"number": number, "text": "x" * 900})
    print(number, flush=True)
    for earlier in range(max(0, number - 20), number + 1):
        result = cache.find(f"{name}-{earlier}", cache.folder)
        assert result in (None, {"number": earlier, "text": "x" * 900}), result
        found += result is not None
assert found > count, found
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an empty cache, which is not there yet."""
    monkeypatch.setenv("WHESTDOCS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def fill(folder: Path, *names: str, kind: str = "trials") -> list[Path]:
    """Store entries, used an hour ago and later in this order; return their files."""
    cache = Cache(folder / kind)
    files = []
    for number, name in enumerate(names):
        cache.store(name, {"text": "x" * (ENTRY - 120)})
        files.append(cache.folder / f"{name}.json")
        os.utime(files[-1], (time.time() - 3600 + number,) * 2)
    return files


def release(folder: Path, name: str = "flopscope-1") -> Path:
    """Write an installed release that was used long ago."""
    file = folder / "releases" / name / "flopscope" / "__init__.py"
    file.parent.mkdir(parents=True)
    file.write_text("x" * ENTRY)
    os.utime(file.parent.parent, (1, 1))
    return file


def size_of(folder: Path) -> int:
    return sum(entry.size for kind in KINDS for entry in entries(folder, kind))


def start(*arguments: str, bound: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, *arguments],
        env=os.environ | {BOUND_VARIABLE: bound},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# Sizes.


@pytest.mark.parametrize(
    ("text", "size"),
    [("0", 0), ("1234", 1234), ("500MB", 500_000_000), ("2GB", 2 * 10**9), ("1.5 kb", 1500),
     (" 3g ", 3 * 10**9), ("1T", 10**12), ("7B", 7)],
)  # fmt: skip
def test_a_size_can_be_written_in_several_ways(text: str, size: int) -> None:
    assert size_in_bytes(text) == size


@pytest.mark.parametrize("text", ["lots", "-1", "GB", "1e9", "1,000", "2 PB", "٣MB", "nan", "1..5"])
def test_what_is_no_size_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BOUND_VARIABLE, text)
    with pytest.raises(UsageError, match=r"WHESTDOCS_CACHE_SIZE=.*is no size.*500MB") as caught:
        Cache.default()
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    "size", [0, 999, 1000, 999_499, 125_000_000, 2 * 10**9, 10**12, 10**15, 999_999]
)
def test_a_size_is_shown_as_it_can_be_written(size: int) -> None:
    assert abs(size_in_bytes(size_text(size)) - size) <= 0.005 * size


def test_the_bound_is_two_gigabytes_unless_somebody_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(BOUND_VARIABLE, raising=False)
    assert size_bound() == 2 * 10**9
    monkeypatch.setenv(BOUND_VARIABLE, "5MB")
    assert size_bound() == 5_000_000


# What leaves.


def test_what_was_used_least_recently_leaves_first(folder: Path) -> None:
    files = fill(folder, "a", "b", "c", "d")
    size = files[0].stat().st_size
    assert Cache(folder / "trials").find("a", folder) is not None  # Used now.
    assert [entry.path for entry in prune(folder, 2 * size)] == files[1:3]
    assert sorted((folder / "trials").iterdir()) == [files[0], files[3]]
    assert prune(folder, 2 * size) == []


def test_a_result_that_does_not_count_any_more_is_not_used_by_looking(folder: Path) -> None:
    [file] = fill(folder, "a")
    before = file.stat().st_mtime
    _, text = file.read_text().split("\n")
    file.write_text(f"wrong\n{text}")
    os.utime(file, (before, before))
    assert Cache(folder / "trials").find("a", folder) is None
    assert file.stat().st_mtime == before


def test_installed_releases_count_and_stay_unless_they_are_named(folder: Path) -> None:
    installed = release(folder)
    files = fill(folder, "a", "b")
    assert [entry.path for entry in prune(folder, ENTRY + files[0].stat().st_size)] == files[:1]
    assert [entry.path for entry in prune(folder, 0)] == files[1:]
    assert installed.is_file()
    assert [entry.path.name for entry in prune(folder, 0, KINDS)] == ["flopscope-1"]
    assert list((folder / "releases").iterdir()) == []


def test_each_kind_leaves_by_the_same_order(folder: Path) -> None:
    [trial], [measurement] = fill(folder, "a"), fill(folder, "b", kind="measurements")
    notebook = folder / "notebooks" / "key" / "a.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_text("x" * ENTRY)
    for path, used in ((trial, 20), (notebook.parent, 10), (measurement, 30)):
        os.utime(path, (used, used))
    removed = [entry.path for entry in prune(folder, 0)]
    assert removed == [notebook.parent, trial, measurement]
    assert not any(path.exists() for path in removed)


def test_what_is_being_written_stays_and_what_a_crash_left_goes(folder: Path) -> None:
    fill(folder, "a")
    new, old = folder / "trials" / ".b.json.1", folder / "trials" / ".c.json.2"
    for file in (new, old):
        file.write_text("x" * ENTRY)
    os.utime(old, (1, 1))
    clear(folder)
    assert list((folder / "trials").iterdir()) == [new]


def test_a_command_makes_room_when_it_ends(folder: Path) -> None:
    finished = start("a", "100", bound="20kB")
    assert finished.communicate(timeout=120)[1] == ""
    assert 15_000 < size_of(folder) <= 20_000
    names = {file.stem for file in (folder / "trials").iterdir()}
    assert "a-99" in names and "a-0" not in names


def test_a_long_command_makes_room_meanwhile_but_keeps_what_it_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BOUND_VARIABLE, "20kB")
    monkeypatch.setattr(eviction, "_STARTED", time.time() - 60)
    old = fill(folder, *(f"old-{number}" for number in range(30)))
    for number in range(30):
        Cache(folder / "trials").store(f"new-{number}", {"text": "x" * ENTRY})
    assert not any(file.exists() for file in old)
    assert len(list((folder / "trials").glob("new-*"))) == 30


def test_a_command_that_writes_nothing_removes_nothing(folder: Path) -> None:
    files = fill(folder, *"abcdefgh")
    program = (
        "from whestdocs.running.cache import Cache\n"
        "cache = Cache.default('trials')\n"
        "assert cache.find('a', cache.folder)"
    )
    environment = os.environ | {BOUND_VARIABLE: "1"}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    assert all(file.is_file() for file in files)


# At once.


def test_several_processes_write_read_and_evict_at_once(folder: Path) -> None:
    processes = [start(name, "150", bound="40kB") for name in ("a", "b", "c")]
    errors = [process.communicate(timeout=300)[1] for process in processes]
    assert errors == ["", "", ""]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert 0 < size_of(folder) <= 40_000
    assert not list((folder / "trials").glob(".*"))


def test_after_a_crash_every_entry_is_whole_and_the_next_process_makes_room(folder: Path) -> None:
    crashed = start("a", "100000", bound="1GB")
    assert crashed.stdout is not None
    for _ in range(50):
        crashed.stdout.readline()
    crashed.kill()
    crashed.communicate()
    cache = Cache(folder / "trials")
    files = [file for file in cache.folder.iterdir() if not file.name.startswith(".")]
    assert len(files) >= 50
    for file in files:
        assert cache.find(file.stem, folder) is not None
    assert start("b", "30", bound="20kB").wait(timeout=120) == 0
    assert size_of(folder) <= 20_000


def test_an_entry_that_is_gone_already_is_no_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = fill(folder, "a", "b", "c")
    found = entries(folder, "trials")
    files[0].unlink()
    monkeypatch.setattr(eviction, "entries", lambda _, kind: found if kind == "trials" else [])
    assert len(prune(folder, found[0].size)) == 2
    assert [file.exists() for file in files] == [False, False, True]


def test_who_has_opened_an_entry_reads_it_to_its_end(folder: Path) -> None:
    [file] = fill(folder, "a")
    with file.open() as stream:
        clear(folder)
        assert "x" * 500 in stream.read()
    assert Cache(folder / "trials").find("a", folder) is None


# Nothing else.


def test_a_folder_of_its_own_is_marked(folder: Path) -> None:
    fill(folder, "a")
    assert is_marked(folder)
    assert (folder / CACHE_TAG).read_text().startswith("Signature: 8a477f597d28d172789f")


def test_every_folder_that_whestdocs_makes_in_its_cache_is_a_kind_of_it() -> None:
    made = re.compile(r"""cache_folder\(\) / "(\w+)"|Cache\.default\("(\w+)"\)""")
    texts = [file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py")]
    names = {name for text in texts for found in made.findall(text) for name in found if name}
    assert names | {"measurements"} == KINDS.keys()


def test_a_cache_from_before_it_had_a_mark_is_marked_when_something_is_written(
    folder: Path,
) -> None:
    for kind in KINDS:
        (folder / kind).mkdir(parents=True)
        (folder / kind / "entry.json").touch()
    fill(folder, "a")
    assert is_marked(folder)


def test_a_folder_with_other_things_in_it_is_neither_marked_nor_touched(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BOUND_VARIABLE, "0")
    folder.mkdir()
    (folder / "thesis.tex").touch()
    files = fill(folder, "a", "b")
    assert not is_marked(folder)
    for remove in (clear, lambda folder: prune(folder, 0)):
        with pytest.raises(UsageError, match=r"no CACHEDIR\.TAG of whestdocs"):
            remove(folder)
    assert all(file.is_file() for file in files)


def test_the_mark_of_another_cache_is_not_taken_for_its_own(folder: Path) -> None:
    files = fill(folder, "a")
    (folder / CACHE_TAG).write_text("Signature: 8a477f597d28d172789f06886806bc55\n# uv\n")
    with pytest.raises(UsageError):
        clear(folder)
    assert files[0].is_file()


def test_what_is_no_kind_of_the_cache_stays(folder: Path) -> None:
    fill(folder, "a")
    (folder / "mine").mkdir()
    (folder / "mine" / "file").touch()
    assert [entry.path.name for entry in clear(folder)] == ["a.json"]
    assert (folder / "mine" / "file").is_file() and is_marked(folder)


def test_what_links_lead_to_stays(folder: Path, tmp_path: Path) -> None:
    fill(folder, "a")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("x" * ENTRY)
    (folder / "releases").symlink_to(outside)
    (folder / "trials" / "linked").symlink_to(outside)
    (folder / "trials" / "linked.json").symlink_to(outside / "file")
    assert size_of(folder) < 2 * ENTRY
    clear(folder)
    assert (outside / "file").is_file()
    assert (folder / "releases").is_symlink() and list((folder / "trials").iterdir()) == []


def test_a_cache_that_is_not_there_is_empty(folder: Path) -> None:
    assert prune(folder, 0) == clear(folder) == []
    assert not folder.exists()
