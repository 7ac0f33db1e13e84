"""Loading the estimator class of a file, by the rules of whestbench's own loader."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from pathlib import Path

from whestbench.sdk import BaseEstimator

from .failures import Failure

_MODULE_NAME = "_whestdocs_estimator"


def load_class(path: Path, class_name: str | None) -> type[BaseEstimator]:
    """Import ``path`` and return its estimator class.

    As in whestbench a class called ``Estimator`` wins over others, and the file's own
    folder is importable.

    Args:
        path: The estimator's file.
        class_name: The class to take, or None to find the only one.

    Raises:
        Failure: The file defines no estimator, several, or not the one asked for.
        BaseException: Whatever the file raises while it is imported.
    """
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(_MODULE_NAME, path)
    if spec is None or spec.loader is None:
        raise Failure(
            "import",
            f"{path.name} is not a Python file. Give the path of a .py file.",
            file=path.name,
        )
    module = importlib.util.module_from_spec(spec)
    sys.modules[_MODULE_NAME] = module
    spec.loader.exec_module(module)
    candidates = {
        value.__name__: value
        for value in vars(module).values()
        if inspect.isclass(value)
        and issubclass(value, BaseEstimator)
        and value.__module__ == _MODULE_NAME
    }
    return _choose(candidates, path.name, class_name)


def _choose(
    candidates: dict[str, type[BaseEstimator]], file: str, class_name: str | None
) -> type[BaseEstimator]:
    names = ", ".join(candidates)
    if class_name is not None:
        if class_name in candidates:
            return candidates[class_name]
        found = f"It defines {names}." if names else "It defines none."
        raise Failure(
            "no-class", f"{file} has no estimator class {class_name!r}. {found}", file=file
        )
    if "Estimator" in candidates:
        return candidates["Estimator"]
    if not candidates:
        raise Failure(
            "no-class",
            f"{file} defines no estimator: no class in it derives from whestbench's "
            "BaseEstimator. Write `class Estimator(BaseEstimator)`.",
            file=file,
        )
    if len(candidates) > 1:
        raise Failure(
            "several-classes",
            f"{file} defines several estimators: {names}. Choose one with --class NAME.",
            file=file,
        )
    return next(iter(candidates.values()))
