"""Noting which of the author's files a run read, so that a cached result knows its inputs."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

from ..user_code import UserCode, module_files


class Dependencies:
    """The author's files that were opened or imported since `watch` was called.

    An audit hook sees every file that Python opens: helper modules, data files, weights.
    """

    def __init__(self, user_code: UserCode) -> None:
        self._user_code = user_code
        self._opened: set[str] = set()

    def watch(self) -> None:
        """Start noting files; Python offers no way to stop."""
        opened = self._opened

        # A function and no method: Python hears of many events, and calls it faster.
        def notice(event: str, arguments: tuple[Any, ...]) -> None:
            if event == "open" and isinstance(arguments[0], (str, bytes)):
                opened.add(os.path.realpath(os.fsdecode(arguments[0])))

        sys.addaudithook(notice)

    def documents(self) -> list[dict[str, str]]:
        """Return path (relative to the estimator's folder) and digest of each file.

        The digest of a file that was looked for in vain is "": the result depends on its
        absence.
        """
        paths = {_source_of(path) for path in self._opened.union(module_files())}
        return [
            {"path": self._user_code.display_name(path), "sha256": digest}
            for path in sorted(paths)
            if self._user_code.owns_file(path) and (digest := _digest(path)) is not None
        ]


def _source_of(path: str) -> str:
    """Return the source of a compiled file: a helper's .pyc stands for its .py."""
    if path.endswith(".pyc"):
        try:
            return importlib.util.source_from_cache(path)
        except ValueError:
            return path
    return path


def _digest(path: str) -> str | None:
    """Return the digest of a regular file's content, "" if there is none, None otherwise."""
    try:
        if not Path(path).is_file():
            return None if Path(path).exists() else ""
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return None
