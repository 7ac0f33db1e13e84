"""The cache of measurements: content-addressed, so it cannot be stale.

The key of an entry covers everything known beforehand that its result depends on: the
script or the calls, the shape, the seed, the budget, the release, the code of the probe's
task with every module of the probe that it imports, and the Python and numpy that ran it.
Files that a script turned out to read (helper modules, data) stand in the entry with their
digests; an entry whose files have changed since does not count.
"""

from __future__ import annotations

import json
import platform
import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from whestdocs.errors import WhestdocsError
from whestdocs.files import sha256_of, write_atomically
from whestdocs.project import cache_folder

_PROBE_FOLDER = Path(__file__).with_name("probe")
_RELATIVE_IMPORT = re.compile(r"^\s*from \.(\w+) import ", re.MULTILINE)
_STARTERS = tuple(Path(__file__).with_name(name) for name in ("run.py", "processes.py"))


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
            text = (self.folder / f"{key}.json").read_text(encoding="utf-8")
            result: dict[str, Any] = json.loads(text)
            is_current = all(_unchanged(folder, entry) for entry in result.get("dependencies", []))
        except (OSError, ValueError, AttributeError, LookupError, TypeError):
            return None  # Not there, cut short by a full disk, or no result at all.
        return result if is_current else None

    def store(self, key: str, result: dict[str, Any]) -> None:
        """Keep ``result`` under ``key``.

        Raises:
            WhestdocsError: The cache cannot be written.
        """
        try:
            write_atomically(self.folder / f"{key}.json", json.dumps(result))
        except WhestdocsError as error:
            raise WhestdocsError(f"{error} WHESTDOCS_CACHE can name another folder.") from error


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


def task_digest(task: str) -> str:
    """Return a digest of the probe's code for ``task`` and of what starts it."""
    files = (_PROBE_FOLDER / f"{name}.py" for name in sorted(task_modules(task)))
    return code_digest(*files, *_STARTERS)


def code_digest(*files: Path) -> str:
    """Return a digest of the code in ``files``."""
    return sha256_of("".join(sha256_of(file.read_bytes()) for file in files).encode())


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
