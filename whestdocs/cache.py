"""The cache of measurements: content-addressed, so it cannot be stale.

The key of an entry covers everything known beforehand that its result depends on: the
script or the calls, the shape, the seed, the budget, the release, the code of the probe's
task with every module of the probe that it imports, the Python and numpy that ran it, and
the names of the files beside a script, of which it may notice that they are there.
Files that a script turned out to read (helper modules, data) stand in the entry with their
digests; an entry whose files have changed since does not count.

Not noticed are changes of what else a script may ask for: environment variables, the time,
the machine, other installed packages, and whether files exist in other folders.
"""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any

from whestdocs.errors import WhestdocsError
from whestdocs.files import sha256_of, write_atomically
from whestdocs.project import cache_folder

_PACKAGE = Path(__file__).parent
#: Folders of what commands do not use: they make pages.
_PAGES_ONLY = {"blocks", "claims"}
_PROBE_FOLDER = _PACKAGE / "probe"
_RELATIVE_IMPORT = re.compile(r"^\s*from \.(\w+) import ", re.MULTILINE)
_STARTERS = [Path(__file__).with_name(name) for name in ("run.py", "processes.py")]
#: Mark of a folder that holds a cache, by the Cache Directory Tagging Specification.
_CACHE_TAG = "CACHEDIR.TAG"
_EXAMPLE = re.compile(r"\d[^/]*\.py")
#: Names below a folder that are looked at: more are no submission, but somebody's home.
_MOST_NAMES = 5000


@dataclass(frozen=True)
class Cache:
    """Measurements on disk.

    Attributes:
        folder: Folder that holds one JSON file an entry.
    """

    folder: Path

    @classmethod
    def default(cls) -> Cache:
        """Return the cache that all commands share."""
        return cls(cache_folder() / "measurements")

    def find(self, key: str, folder: Path) -> dict[str, Any] | None:
        """Return the result stored under ``key``, or None if it must be measured.

        Args:
            key: Digest of what the result depends on, from `key`.
            folder: Folder that the files which the measurement read are relative to.
        """
        try:
            entry = json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8"))
            result: dict[str, Any] = entry["result"]
            if entry["sha256"] != _digest(key, result):
                return None
        except (OSError, ValueError, LookupError, TypeError):
            return None  # Not there, cut short by a full disk, or no entry at all.
        files = result.get("dependencies", [])
        return result if all(_unchanged(folder, file) for file in files) else None

    def store(self, key: str, result: dict[str, Any]) -> None:
        """Keep ``result`` under ``key``.

        Raises:
            WhestdocsError: The cache cannot be written.
        """
        try:
            entry = {"sha256": _digest(key, result), "result": result}
            write_atomically(self.folder / f"{key}.json", json.dumps(entry))
        except WhestdocsError as error:
            raise WhestdocsError(f"{error} WHESTDOCS_CACHE can name another folder.") from error


def _digest(key: str, result: object) -> str:
    """Return the digest of an entry, which nothing but that entry has."""
    return sha256_of(f"{key} {json.dumps(result, sort_keys=True)}".encode())


def _unchanged(folder: Path, entry: dict[str, str]) -> bool:
    try:
        return sha256_of((folder / entry["path"]).read_bytes()) == entry["sha256"]
    except FileNotFoundError:
        return entry["sha256"] == ""  # It was not there when the result was measured either.
    except OSError:
        return False


def key(document: dict[str, Any]) -> str:
    """Return the digest of a probe's request and of what every result depends on.

    Args:
        document: The request, with digests in place of the paths of files; its ``"task"``
            names the module of the probe that carries it out.
    """
    return key_under(task_digest(document["task"]), document)


def key_under(code: str, document: dict[str, Any]) -> str:
    """Return the digest of a request and of what every result depends on.

    Args:
        code: Digest of the code that carries the request out.
        document: The request, with digests in place of the paths of files.
    """
    ingredients = document | {
        "probe": code,
        "python": platform.python_version(),
        "numpy": metadata.version("numpy"),
    }
    return sha256_of(json.dumps(ingredients, sort_keys=True).encode())


def neighbours(script: Path) -> list[str]:
    """Return the names of what lies beside a script and below, relative to its folder.

    Other examples, which begin with a digit as the script itself does, do not count, nor does
    what `surroundings` leaves out.
    """
    names = _names_below(script.parent)
    return sorted(name for name in names if not _EXAMPLE.fullmatch(name))


def key_of_script(script: Path, document: dict[str, Any]) -> str | None:
    """Return the digest of a request to run somebody's script.

    Args:
        script: The script, wherever it is.
        document: The request.

    Returns:
        The digest; None if it cannot be told, because the script is no file or there is too
        much beside it to look at.
    """
    beside = surroundings(script) if script.is_file() else None
    if beside is None:
        return None
    content = {"estimator": script.name, "script": sha256_of(script.read_bytes())}
    return key(document | content | {"beside": beside})


def surroundings(script: Path) -> list[str] | None:
    """Return the names of what lies beside somebody's script and below.

    Caches, hidden folders and virtual environments do not count.

    Returns:
        The names relative to its folder, sorted; None if there are too many to look at.
    """
    names = list(islice(_names_below(script.parent), _MOST_NAMES + 1))
    return sorted(names) if len(names) <= _MOST_NAMES else None


def _names_below(folder: Path) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        here = Path(place)
        folders[:] = [name for name in folders if not _is_left_out(here / name)]
        for name in [*folders, *files]:
            if not name.endswith(".pyc"):
                yield (here / name).relative_to(folder).as_posix()


def _is_left_out(folder: Path) -> bool:
    return (
        folder.name == "__pycache__"
        or folder.name.startswith(".")
        or any((folder / mark).is_file() for mark in (_CACHE_TAG, "pyvenv.cfg"))
    )


def task_digest(task: str) -> str:
    """Return a digest of the probe's code for ``task`` and of what starts it."""
    files = (_PROBE_FOLDER / f"{name}.py" for name in sorted(task_modules(task)))
    return code_digest(*files, *_STARTERS)


def code_digest(*files: Path) -> str:
    """Return a digest of the code in ``files``."""
    return sha256_of("".join(sha256_of(file.read_bytes()) for file in files).encode())


def command_files() -> list[Path]:
    """Return the files of whestdocs that what its commands print depends on."""
    return sorted(
        file
        for file in _PACKAGE.rglob("*")
        if file.suffix in (".py", ".jinja", ".toml") and not _makes_pages(file)
    )


def _makes_pages(file: Path) -> bool:
    """Return whether a file of whestdocs only makes pages, as the catalogues of captures do."""
    top = file.relative_to(_PACKAGE).parts[0]
    return top in _PAGES_ONLY or top.startswith("captures")


def task_modules(task: str) -> set[str]:
    """Return the probe's modules that ``task`` imports, directly or not, and its entry point."""
    modules: set[str] = set()
    waiting = {"__init__", "__main__", task}
    while waiting:
        modules |= waiting
        found = {name for module in waiting for name in _imports(_PROBE_FOLDER / f"{module}.py")}
        waiting = found - modules
    return modules


def _imports(file: Path) -> set[str]:
    """Return the modules of the probe that one of them imports with ``from .x import``.

    It reads the text, since parsing fails in threads (CPython 3.11). A test compares with
    what Python loads.
    """
    return set(_RELATIVE_IMPORT.findall(file.read_text(encoding="utf-8")))
