"""Telling the estimator's own code from the libraries it calls, and naming its files."""

from __future__ import annotations

import contextlib
import os
import sys
import sysconfig
import traceback
from pathlib import Path
from types import FrameType

#: Devices and process files are nobody's code; /dev/shm holds files as any folder does.
_SYSTEM_FOLDERS = {"/proc/": False, "/dev/": False, "/dev/shm/": True, "/sys/": False}
_LIBRARY_SCHEMES = ("stdlib", "platstdlib", "purelib", "platlib")
#: Packages that are nobody's code, wherever they lie.
_LIBRARIES = ("flopscope", "whestbench", "whestdocs")
#: Folders that hold libraries wherever they lie, such as inside a project's own .venv.
_PACKAGE_FOLDERS = frozenset({"site-packages", "dist-packages"})


class UserCode:
    """Decides which frames belong to the estimator's author.

    A file is a library's if the longest matching folder is one of the standard library,
    site-packages, the release, whestdocs or the system; every other file is the author's:
    the estimator, helper modules wherever they lie, and code made by ``exec``.

    Attributes:
        folder: The estimator's folder.
        main_file: Name of the estimator's file in it.
        known: Whether a file is the author's, for every file asked about so far.
    """

    def __init__(self, estimator_file: str, *library_folders: str) -> None:
        """Take the standard library, the libraries imported so far and ``library_folders``."""
        self.folder, self.main_file = os.path.split(os.path.realpath(estimator_file))
        imported = [sys.modules[name] for name in _LIBRARIES if name in sys.modules]
        libraries = [
            *(sysconfig.get_path(scheme) for scheme in _LIBRARY_SCHEMES),
            *(str(Path(module.__file__ or "").parent) for module in imported),
            *library_folders,
        ]
        self._owners = dict(_SYSTEM_FOLDERS)
        self._owners |= {_with_separator(os.path.realpath(path)): False for path in libraries}
        self._owners[_with_separator(self.folder)] = True
        self.known: dict[str, bool] = {}
        self._by_folder: dict[str, bool] = {}

    def owns(self, frame: FrameType) -> bool:
        """Return whether ``frame`` runs the author's code."""
        filename = frame.f_code.co_filename
        if filename.startswith("<"):
            # Made by exec or eval, with no file: its globals tell whose module made it.
            origin = frame.f_globals.get("__file__")
            if not isinstance(origin, str) or not origin:
                return self.owns_file(filename)
            filename = origin
        known = self.known.get(filename)
        if known is None:
            known = self.known[filename] = self.owns_file(filename)
        return known

    def innermost(self, frame: FrameType | None) -> FrameType | None:
        """Return the author's first frame from ``frame`` outwards, None if there is none."""
        while frame is not None and not self.owns(frame):
            frame = frame.f_back
        return frame

    def origin(self, error: BaseException) -> tuple[str, int] | None:
        """Return file and line of the author's innermost frame that an error came through."""
        found = None
        for frame, line in traceback.walk_tb(error.__traceback__):
            if self.owns(frame):
                found = (frame.f_code.co_filename, line)
        return found

    def owns_file(self, filename: str) -> bool:
        """Return whether the file called ``filename`` is the author's."""
        if filename.startswith("<"):
            return not filename.startswith("<frozen ")
        folder = filename.rpartition(os.sep)[0]
        known = self._by_folder.get(folder)
        if known is None:
            known = self._by_folder[folder] = self._owns_folder(os.path.realpath(folder))
        return known

    def _owns_folder(self, folder: str) -> bool:
        path = _with_separator(folder)
        owner = max(filter(path.startswith, self._owners), key=len, default="")
        if not _PACKAGE_FOLDERS.isdisjoint(Path(path[len(owner) :]).parts):
            return False
        return self._owners.get(owner, True)

    def is_file(self, filename: str) -> bool:
        """Return whether ``filename`` is a file of the author's on disk."""
        return (
            not filename.startswith("<") and Path(filename).is_file() and self.owns_file(filename)
        )

    def loaded_files(self) -> list[str]:
        """Return the author's files among the modules imported so far.

        Asking for every module once also spares the run itself the first look at each.
        """
        names = module_files()
        for name in names:
            if name not in self.known:
                self.known[name] = self.owns_file(name)
        return [name for name in names if self.known[name]]

    def display_name(self, filename: str) -> str:
        """Return ``filename`` relative to the estimator's folder, with forward slashes."""
        if filename.startswith("<"):
            return filename
        try:
            return os.path.relpath(os.path.realpath(filename), self.folder).replace(os.sep, "/")
        except ValueError:  # Another drive on Windows has no relative path.
            return Path(filename).name


def module_files() -> list[str]:
    """Return the files of all modules imported so far."""
    names = []
    for module in list(sys.modules.values()):
        with contextlib.suppress(Exception):  # Some modules load themselves when looked at.
            names.append(module.__file__)
    return [name for name in names if isinstance(name, str) and name]


def _with_separator(folder: str) -> str:
    return folder.rstrip(os.sep) + os.sep
