"""Loading the estimator class of a file, by the rules of whestbench's own loader."""

from __future__ import annotations

import contextlib
import importlib.util
import inspect
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from whestbench.sdk import BaseEstimator

from .failures import Failure, Location
from .user_code import UserCode

_MODULE_NAME = "_whestdocs_estimator"


def load_class(path: Path, class_name: str | None, user_code: UserCode) -> type[BaseEstimator]:
    """Import ``path`` and return its estimator class.

    As in whestbench a class called ``Estimator`` wins over others defined in the file, a
    class that is asked for by name may also be imported by it, and the file's own folder
    is importable.

    Args:
        path: The estimator's file.
        class_name: The class to take, or None to find the only one.
        user_code: Names the author's files.

    Raises:
        Failure: The file defines no estimator, several, or not the one asked for.
        BaseException: Whatever the file raises while it is imported.
    """
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(_MODULE_NAME, path)
    if spec is None or spec.loader is None:
        raise Failure(
            "import",
            "This is not a Python file. Give the path of a .py file.",
            (path.name, None),
        )
    module = importlib.util.module_from_spec(spec)
    sys.modules[_MODULE_NAME] = module
    _check_text(path)
    spec.loader.exec_module(module)
    if class_name is not None:
        return _named(module, class_name, path)
    return _only(_defined_in(module), user_code)


def _check_text(path: Path) -> None:
    """Say where a file is no text; Python's own message has no line.

    Raises:
        Failure: The file is not valid UTF-8 and does not declare another encoding.
    """
    content = path.read_bytes()
    head = content.split(b"\n", 2)[:2]
    if b"\0" in content:
        position, reason = content.index(b"\0"), "a null byte"
    elif any(b"coding" in line for line in head):
        return
    else:
        try:
            content.decode()
            return
        except UnicodeDecodeError as error:
            position, reason = error.start, "bytes that are not UTF-8"
    line = content.count(b"\n", 0, position) + 1
    raise Failure(
        "import",
        f"The file contains {reason}, so Python cannot read it. Save it as UTF-8 text.",
        (path.name, line),
    )


def _is_estimator(value: Any) -> bool:
    return (
        inspect.isclass(value) and issubclass(value, BaseEstimator) and value is not BaseEstimator
    )


def _defined_in(module: ModuleType) -> list[type[BaseEstimator]]:
    """Return the estimators that a module itself defines, each once."""
    values = [value for value in vars(module).values() if _is_estimator(value)]
    return list(dict.fromkeys(value for value in values if value.__module__ == module.__name__))


def _named(module: ModuleType, class_name: str, path: Path) -> type[BaseEstimator]:
    found: Any = getattr(module, class_name, None)
    if _is_estimator(found):
        return found  # type: ignore[no-any-return]
    names = ", ".join(value.__name__ for value in _defined_in(module))
    available = f"It defines {names}." if names else "It defines none."
    raise Failure(
        "no-class",
        f"The file has no estimator class {class_name!r}. {available}",
        (path.name, None),
    )


def _only(candidates: list[type[BaseEstimator]], user_code: UserCode) -> type[BaseEstimator]:
    for candidate in candidates:
        if candidate.__name__ == "Estimator":
            return candidate
    if not candidates:
        raise Failure(
            "no-class",
            "The file defines no estimator: no class in it derives from whestbench's "
            "BaseEstimator. Write `class Estimator(BaseEstimator)`.",
            (user_code.main_file, None),
        )
    if len(candidates) > 1:
        names = ", ".join(candidate.__name__ for candidate in candidates)
        raise Failure(
            "several-classes",
            f"The file defines several estimators: {names}. Choose one with --class NAME.",
            place_of(candidates[1], user_code),
        )
    return candidates[0]


def definition_of(estimator: Any, name: str) -> Any:
    """Return what an estimator's attribute is defined by, without running any code of it."""
    found = inspect.getattr_static(estimator, name, type(estimator))
    if isinstance(found, (staticmethod, classmethod)):
        return found.__func__
    return found.fget if isinstance(found, property) else found


def place_of(definition: Any, user_code: UserCode) -> Location:
    """Return file and line of the author's class or function, as far as they are known."""
    with contextlib.suppress(Exception):
        if inspect.isclass(definition):
            filename = inspect.getsourcefile(definition) or ""
            line = inspect.getsourcelines(definition)[1]
        else:
            code = inspect.unwrap(definition).__code__
            filename, line = code.co_filename, code.co_firstlineno
        if user_code.is_file(filename):
            return user_code.display_name(filename), line
    return user_code.main_file, None
