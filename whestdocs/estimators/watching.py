"""Waiting until somebody saves a file.

A handful of files is looked at a few times a second. That works everywhere: on network
drives, in containers, and with editors that put a new file in the place of the old one,
which listeners of the system's file events lose sight of. It takes no dependency either.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path

#: What tells one content of a file from the next: time of change, size, number on the disk.
#: None for no file.
Signature = tuple[int, int, int] | None
#: Seconds between two looks.
_PAUSE_S = 0.2
#: Seconds that a file may be missing or empty while an editor saves it.
_SAVING_S = 2.0


def signatures(files: Iterable[Path]) -> dict[Path, Signature]:
    """Return what the files look like now."""
    return {file: _signature(file) for file in files}


def _signature(file: Path) -> Signature:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _has_content(signature: Signature) -> bool:
    return signature is not None and signature[1] > 0


def wait_for_change(before: Mapping[Path, Signature]) -> list[Path]:
    """Return the files that changed, once they do and nobody writes to them any more.

    Args:
        before: What they looked like.
    """
    while True:
        time.sleep(_PAUSE_S)
        if signatures(before) != before:
            now = _settled(before)
            changed = [file for file in before if now[file] != before[file]]
            if changed:
                return changed


def _settled(before: Mapping[Path, Signature]) -> dict[Path, Signature]:
    """Return what the files look like when two looks are alike.

    An editor may empty or remove a file before it writes the new one, so such a file gets
    some time.
    """
    deadline = time.monotonic() + _SAVING_S
    last = signatures(before)
    while True:
        time.sleep(_PAUSE_S)
        now = signatures(before)
        is_saved = all(_has_content(now[file]) for file in before if before[file])
        if now == last and (is_saved or time.monotonic() >= deadline):
            return now
        last = now
