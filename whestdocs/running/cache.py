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
from functools import cache
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any

from whestdocs.errors import WhestdocsError
from whestdocs.files import sha256_of, write_atomically
from whestdocs.project import PACKAGE, cache_folder
from whestdocs.running.eviction import CACHE_TAG, note_use, note_written, size_bound
from whestdocs.running.import_closure import files_below

_PROBE_FOLDER = PACKAGE / "probe"
_STARTERS = [Path(__file__).with_name(name) for name in ("probes.py", "processes.py")]
_EXAMPLE = re.compile(r"\d[^/]*\.py")
#: Names below a folder that are looked at: more are no submission, but somebody's home.
_MOST_NAMES = 5000


@dataclass(frozen=True)
class Cache:
    """Measurements on disk.

    Attributes:
        folder: Folder that holds one file an entry: its digest in the first line, then JSON.
    """

    folder: Path

    @classmethod
    def default(cls, kind: str = "measurements") -> Cache:
        """Return the cache that all commands share.

        Args:
            kind: Which part of it, from `eviction.KINDS`.

        Raises:
            UsageError: What the environment says about its size is malformed.
        """
        size_bound()  # What is measured could not be kept under a bound that is none.
        return cls(cache_folder() / kind)

    def find(self, key: str, folder: Path) -> dict[str, Any] | None:
        """Return the result stored under ``key``, or None if it must be measured.

        Args:
            key: Digest of what the result depends on, from `key`.
            folder: Folder that the files which the measurement read are relative to.
        """
        result = self.find_old(key)
        files = [] if result is None else result.get("dependencies", [])
        if result is None or not all(_unchanged(folder, file) for file in files):
            return None
        note_use(self._file(key))
        return result

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def find_old(self, key: str) -> dict[str, Any] | None:
        """Return the result stored under ``key``, even if files that it depends on changed."""
        file = self._file(key)
        try:
            digest, _, text = file.read_text(encoding="utf-8").partition("\n")
            # The digest is the text's as it is: to write it anew would take as long as to read it.
            known = digest == _digest(key, text)
            result: dict[str, Any] | None = json.loads(text) if known else None
            return result
        except (OSError, ValueError):
            return None  # Not there, cut short by a full disk, or no entry at all.

    def holds(self, key: str) -> bool:
        """Return whether there is an entry under ``key``, whatever it is worth."""
        return self._file(key).is_file()

    def store(self, key: str, result: dict[str, Any]) -> None:
        """Keep ``result`` under ``key``.

        Raises:
            WhestdocsError: The cache cannot be written.
        """
        file = self._file(key)
        text = json.dumps(result)
        entry = f"{_digest(key, text)}\n{text}"
        try:
            write_atomically(file, entry)
            note_written(file, len(entry))
        except WhestdocsError as error:
            raise WhestdocsError(f"{error} WHESTDOCS_CACHE can name another folder.") from error


def _digest(key: str, text: str) -> str:
    """Return the digest of an entry, which nothing but that entry has."""
    return sha256_of(f"{key} {text}".encode())


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
        "numpy": _numpy_version(),
    }
    return sha256_of(json.dumps(ingredients, sort_keys=True).encode())


@cache
def _numpy_version() -> str:
    return metadata.version("numpy")


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
        or any((folder / mark).is_file() for mark in (CACHE_TAG, "pyvenv.cfg"))
    )


def task_digest(task: str) -> str:
    """Return a digest of the probe's code for ``task`` and of what starts it."""
    return code_digest(*task_files(task), *_STARTERS)


def code_digest(*files: Path) -> str:
    """Return a digest of the code in ``files``."""
    digests = []
    for file in files:
        now = file.stat()
        digests.append(_file_digest(file, now.st_mtime_ns, now.st_size))
    return sha256_of("".join(digests).encode())


@cache
def _file_digest(file: Path, changed_ns: int, size: int) -> str:
    """Return the digest of a file that last changed then, which many keys have in them."""
    return sha256_of(file.read_bytes())


def task_files(task: str) -> list[Path]:
    """Return the probe's files that ``task`` imports, directly or not, and its entry point."""
    return imported_files(f"tasks/{task}", "__main__")


def imported_files(*modules: str) -> list[Path]:
    """Return the files of some modules of the probe, and of all that they import of it."""
    files = (_PROBE_FOLDER / f"{module}.py" for module in modules)
    return sorted(files_below(_PROBE_FOLDER, *files))
