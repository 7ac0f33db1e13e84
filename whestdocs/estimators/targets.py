"""Targets: the estimator that a user names, as the file and the class to run.

    my_estimator.py              its only estimator, or the one called Estimator
    my_estimator.py:Sampling     this class of it
    submission/                  its estimator.py, as `whest package` takes it
    package.module:Sampling      a module that Python would find from here

A module's file is run alone, as whestbench runs it: packages around it are not imported.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path

from whestdocs.errors import UsageError

#: The file that stands for a submission folder, as in ``whestbench.packaging``.
ENTRY_FILE = "estimator.py"


@dataclass(frozen=True)
class Target:
    """An estimator.

    Attributes:
        file: Its file, which need not exist.
        class_name: Class to take, or None for the only one.
    """

    file: Path
    class_name: str | None = None


def find_target(name: str | os.PathLike[str], class_name: str | None = None) -> Target:
    """Return the estimator that ``name`` stands for.

    Args:
        name: A file, a folder or a module; a class may follow after a colon.
        class_name: Class to take, where ``name`` gives none.

    Raises:
        UsageError: There is no such folder, file or module, or two classes are named.
    """
    text = os.fspath(name)
    if Path(text).exists():  # Whatever colons its name has.
        return Target(_file_of(text), class_name)
    place, colon, last = text.rpartition(":")
    if not (colon and place and last.isidentifier()):
        return Target(_file_of(text), class_name)
    if class_name not in (None, last):
        raise UsageError(f"{text} names the class {last}, and --class names {class_name}.")
    return Target(_file_of(place), last)


def _file_of(place: str) -> Path:
    """Return the file that a path or a module's name stands for."""
    path = Path(place)
    if path.is_dir():
        return _entry_file(path)
    names = place.split(".")
    if path.exists() or path.suffix == ".py" or not all(name.isidentifier() for name in names):
        return path
    return _module_file(names) or path


def _entry_file(folder: Path) -> Path:
    file = folder / ENTRY_FILE
    if not file.is_file():
        raise UsageError(
            f"{folder} is a folder without {ENTRY_FILE}. A submission's entry point has that "
            "name; or give the path of the estimator's .py file."
        )
    return file


def _module_file(names: list[str]) -> Path | None:
    """Return the file of a module without importing anything, None if there is none."""
    folders: list[str] | None = [os.getcwd(), *sys.path]  # noqa: PTH109 (as sys.path has it)
    spec = None
    for name in names:
        if folders is None:
            return None
        spec = PathFinder.find_spec(name, folders)
        if spec is None:
            return None
        locations = spec.submodule_search_locations
        folders = None if locations is None else list(locations)
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return None
    return Path(spec.origin)
