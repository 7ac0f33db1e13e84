"""Loading the author's files, changed where they must be, and finding the estimator's class.

What is on disk stays as it is. Everything else of an import is Python's own doing, so that
packages, relative imports and files beside the estimator work as they always do. The class is
found by the rules of whestbench's own loader.
"""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from whestbench.sdk import BaseEstimator

from ..failures import Failure, Location
from ..user_code import UserCode

#: Returns the tree of a file with that name and content, changed; None if nothing is to change.
Change = Callable[[str, bytes], ast.Module | None]

_MODULE_NAME = "_whestdocs_estimator"
_get_code = SourceFileLoader.get_code


def load_from(texts: dict[str, str], user_code: UserCode, change: Change) -> None:
    """Make imports of the author's files read ``texts`` where these have them, and ``change`` all.

    A file that cannot be changed is loaded as it is; if it cannot be compiled at all, Python
    says why in its usual words. Texts go by the real path of their file.
    """

    def get_code(loader: SourceFileLoader, name: str) -> CodeType | None:
        filename = loader.get_filename(name)
        if not user_code.owns_file(filename):
            return _get_code(loader, name)
        text = texts.get(os.path.realpath(filename))
        content = loader.get_data(filename) if text is None else text.encode()
        try:
            tree = change(filename, content)
            if tree is not None:
                return compile(tree, filename, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            pass
        return loader.source_to_code(content, filename)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]


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
        message = "This is not a Python file. Give the path of a .py file."
        raise Failure("import", message, (path.name, None))
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
    position = content.find(b"\0")
    reason = "a null byte"
    if position < 0:
        if any(b"coding" in line for line in content.split(b"\n", 2)[:2]):
            return
        try:
            content.decode()
            return
        except UnicodeDecodeError as error:
            position, reason = error.start, "bytes that are not UTF-8"
    message = f"The file contains {reason}, so Python cannot read it. Save it as UTF-8 text."
    raise Failure("import", message, (path.name, content.count(b"\n", 0, position) + 1))


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
    names = ", ".join(value.__name__ for value in _defined_in(module)) or "none"
    message = f"The file has no estimator class {class_name!r}. It defines {names}."
    raise Failure("no-class", message, (path.name, None))


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
