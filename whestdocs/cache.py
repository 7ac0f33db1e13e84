"""The cache of measurements: content-addressed, so it cannot be stale.

The key of an entry covers the script, the shape, the seed, the budget, the release, the
probe's own code and the Python and numpy that ran it. Files that the script turned out
to read (helper modules, data) stand in the entry with their digests, and an entry whose
files have changed since does not count.
"""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from whestdocs.files import sha256_of, write_atomically
from whestdocs.project import cache_folder
from whestdocs.releases import InstalledRelease
from whestdocs.run import Request

_PROBE_FOLDER = Path(__file__).with_name("probe")


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

    def find(self, installed: InstalledRelease, request: Request) -> dict[str, Any] | None:
        """Return the stored result of ``request``, or None if it must be measured."""
        path = self._path(installed, request)
        try:
            result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # Not there, or cut short by a full disk.
            return None
        folder = request.estimator.resolve().parent
        if all(_unchanged(folder, entry) for entry in result["dependencies"]):
            return result
        return None

    def store(
        self, installed: InstalledRelease, request: Request, result: dict[str, Any]
    ) -> None:
        """Keep ``result`` as the measurement of ``request``."""
        write_atomically(self._path(installed, request), json.dumps(result))

    def _path(self, installed: InstalledRelease, request: Request) -> Path:
        return self.folder / f"{key(installed, request)}.json"


def _unchanged(folder: Path, entry: dict[str, str]) -> bool:
    try:
        return sha256_of((folder / entry["path"]).read_bytes()) == entry["sha256"]
    except OSError:
        return False


def key(installed: InstalledRelease, request: Request) -> str:
    """Return the digest of everything known beforehand that a result depends on."""
    ingredients = request.document(installed) | {
        "estimator": request.estimator.name,
        "script": sha256_of(request.estimator.read_bytes()),
        "probe": probe_digest(),
        "python": platform.python_version(),
        "numpy": metadata.version("numpy"),
    }
    return sha256_of(json.dumps(ingredients, sort_keys=True).encode())


@cache
def probe_digest() -> str:
    """Return a digest of the probe's code and of what calls it."""
    files = [*sorted(_PROBE_FOLDER.glob("*.py")), Path(__file__).with_name("run.py")]
    return sha256_of("".join(sha256_of(file.read_bytes()) for file in files).encode())
