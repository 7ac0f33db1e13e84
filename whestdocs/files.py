"""Small, careful file work: digests and atomic writes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whestdocs.errors import WhestdocsError


def sha256_of(content: bytes) -> str:
    """Return the hexadecimal SHA-256 digest of ``content``."""
    return hashlib.sha256(content).hexdigest()


def write_atomically(path: Path, text: str) -> None:
    """Replace ``path`` with ``text`` in one step, so that no reader sees half a file.

    Raises:
        WhestdocsError: It cannot be written; what was there before is still there.
    """
    try:
        _write_atomically(path, text)
    except OSError as error:
        reason = error.strerror or error
        raise WhestdocsError(
            f"{path} cannot be written: {reason}. Free its disk or make its folder writable, and "
            "run the command again."
        ) from error


@contextmanager
def locked(folder: Path, options: int = 0) -> Iterator[None]:
    """Hold the lock of ``folder``, which one process has at a time.

    The system gives a lock back when the process that holds it ends, however it ends.

    Args:
        folder: A folder that is there.
        options: More of `fcntl.flock`'s options, such as not to wait.

    Raises:
        OSError: The folder is not there, or somebody has the lock and nobody may wait.
    """
    import fcntl  # Windows has none, and nothing is locked for those who only measure.

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | options)
        yield
    finally:
        os.close(descriptor)


def _write_atomically(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
