"""What the cache folder holds, and what leaves it when it has grown past its bound.

    cache folder / kind / entry        an entry is a file, or a folder that is taken as a whole

When an entry was last used is the time of its modification, so there is no index that a crash
could spoil, and no lock: entries are put in place in one step, whoever has opened one reads it
to its end, whoever comes too late measures again, and two processes that evict at once remove
the same oldest ones. That takes less code than `filelock` around an index, or than `diskcache`,
which keeps its entries in SQLite and could hold neither an installed release nor a notebook.

A process looks through the folder when it ends, if it has written anything; and before that
whenever it has written a `_SHARE` of the bound, but then it removes nothing that it has used
itself, for it may come back to it.
"""

from __future__ import annotations

import atexit
import math
import os
import re
import shutil
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from whestdocs.errors import UsageError, WhestdocsError
from whestdocs.files import write_atomically

#: The folders of the cache, and what an entry of each is.
KINDS = {
    "measurements": "measurement",
    "trials": "kept trial",
    "notebooks": "executed notebook",
    "agreements": "accepted measurement",
    "releases": "installed release",
}
#: Kinds that are made again without a network.
MEASURED = ("measurements", "trials", "notebooks", "agreements")
#: Environment variable that says how many bytes the cache may take, and what it says by default.
BOUND_VARIABLE, _DEFAULT_BOUND = "WHESTDOCS_CACHE_SIZE", "2GB"
#: Mark of a folder that holds a cache, by the Cache Directory Tagging Specification.
CACHE_TAG = "CACHEDIR.TAG"
_TAG_TEXT = "Signature: 8a477f597d28d172789f06886806bc55\n# The cache of whestdocs.\n"
_UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)B?\s*", re.IGNORECASE | re.ASCII)
#: So much of the bound a process writes before it looks whether the bound is passed.
_SHARE = 1 / 16
#: Seconds for which a hidden entry belongs to whoever is writing it; later it was left by a crash.
_WRITING_S = 3600.0

#: When this process began.
_STARTED = time.time()
#: Bytes that this process has written since it last looked, by cache folder.
_written: dict[Path, int] = {}
_lock = threading.Lock()


@dataclass(frozen=True, order=True)
class CacheEntry:
    """Something that the cache holds.

    Attributes:
        last_used: When, in seconds since the epoch.
        path: The file or folder.
        size: Bytes of its files.
    """

    last_used: float
    path: Path
    size: int


def size_in_bytes(text: str) -> int:
    """Return a size that somebody wrote, such as 500MB, 2GB or plain bytes.

    Raises:
        UsageError: It is none.
    """
    match = _SIZE.fullmatch(text)
    if match is None:
        raise UsageError(f"{text!r} is no size: give bytes, or a size such as 500MB or 2GB.")
    return int(float(match[1]) * _UNITS[match[2].upper().replace("K", "k")])


def size_text(size: int) -> str:
    """Return a number of bytes as `size_in_bytes` reads it, rounded."""
    unit = max((unit for unit in _UNITS if _UNITS[unit] <= max(size, 1)), key=_UNITS.__getitem__)
    return f"{size / _UNITS[unit]:.1f}".removesuffix(".0") + f"{unit}B"


def size_bound() -> int:
    """Return how many bytes the cache may take.

    Raises:
        UsageError: The environment variable holds no size.
    """
    try:
        return size_in_bytes(os.environ.get(BOUND_VARIABLE) or _DEFAULT_BOUND)
    except UsageError as error:
        raise UsageError(f"{BOUND_VARIABLE}={error}") from None


def entries(folder: Path, kind: str) -> list[CacheEntry]:
    """Return the entries of one kind.

    A kind that is a link has none, for where it leads to is not in the cache.
    """
    place = folder / kind
    if place.is_symlink() or not place.is_dir():
        return []
    with os.scandir(place) as found:
        return [entry for item in found if (entry := _entry(item)) is not None]


def _entry(item: os.DirEntry[str]) -> CacheEntry | None:
    """Return an entry; None if it is gone, or being written."""
    try:
        found = item.stat(follow_symlinks=False)
        if item.name.startswith(".") and time.time() - found.st_mtime < _WRITING_S:
            return None
        is_folder = item.is_dir(follow_symlinks=False)
        size = _size_below(item.path) if is_folder else found.st_size
    except FileNotFoundError:
        return None
    return CacheEntry(found.st_mtime, Path(item.path), size)


def _size_below(folder: str) -> int:
    size = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                size += os.lstat(os.path.join(place, name)).st_size  # noqa: PTH118 (many)
    return size


def prune(
    folder: Path, bound: int, kinds: Iterable[str] = MEASURED, used_before: float = math.inf
) -> list[CacheEntry]:
    """Remove what was used least recently, until all that the cache holds fits the bound.

    Args:
        folder: The cache.
        bound: Bytes that it may take.
        kinds: What may be removed; the rest counts, and stays.
        used_before: What was used at this time or later stays too.

    Returns:
        What was removed.

    Raises:
        UsageError: The folder is not marked as a cache of whestdocs.
    """
    if not folder.exists():
        return []
    if not is_marked(folder):
        raise UsageError(
            f"{folder} has no {CACHE_TAG} of whestdocs, so nothing in it is removed. Name a "
            "folder with nothing else in it by WHESTDOCS_CACHE."
        )
    held = {kind: entries(folder, kind) for kind in KINDS}
    excess = sum(entry.size for found in held.values() for entry in found) - bound
    removed = []
    for entry in sorted(entry for kind in kinds for entry in held[kind]):
        if excess <= 0 or entry.last_used >= used_before:
            break
        _remove(entry.path)
        excess -= entry.size
        removed.append(entry)
    return removed


def clear(folder: Path) -> list[CacheEntry]:
    """Remove everything that the cache holds, and return it.

    Raises:
        UsageError: The folder is not marked as a cache of whestdocs.
    """
    return prune(folder, -1, KINDS)


def _remove(path: Path) -> None:
    """Remove an entry; a folder in one step, so that nobody finds half of it."""
    with suppress(FileNotFoundError):  # Another process was faster.
        if path.is_symlink() or not path.is_dir():
            path.unlink()
            return
        hidden = path.with_name(f".removing-{os.getpid()}-{path.name}")
        path.rename(hidden)
        shutil.rmtree(hidden)


def note_use(entry: Path) -> None:
    """Note that an entry of the cache is used now, so that others leave before it does."""
    with suppress(OSError):  # It is gone, or is not ours to write.
        os.utime(entry)


def note_written(entry: Path, size: int) -> None:
    """Note that an entry was written, and make room if that is too much.

    Args:
        entry: The entry, which is there already.
        size: Its bytes.
    """
    folder = entry.parent.parent
    _mark(folder)
    with _lock:
        _written[folder] = _written.get(folder, 0) + size
        if _written[folder] < _SHARE * size_bound():
            return
        _written[folder] = 0
    _make_room(folder, used_before=_STARTED)


@atexit.register
def _make_room_at_exit() -> None:
    with suppress(KeyboardInterrupt):  # The next process does it.
        for folder in _written:
            _make_room(folder)


def _make_room(folder: Path, used_before: float = math.inf) -> None:
    with suppress(OSError, WhestdocsError):  # `whestdocs cache` says why.
        prune(folder, size_bound(), used_before=used_before)


def is_marked(folder: Path) -> bool:
    """Return whether a folder is marked as a cache of whestdocs."""
    try:
        return (folder / CACHE_TAG).read_text(encoding="utf-8") == _TAG_TEXT
    except (OSError, ValueError):
        return False


def _mark(folder: Path) -> None:
    """Mark a folder as a cache of whestdocs, unless there is anything else in it."""
    if {path.name for path in folder.iterdir()} <= KINDS.keys():
        write_atomically(folder / CACHE_TAG, _TAG_TEXT)
