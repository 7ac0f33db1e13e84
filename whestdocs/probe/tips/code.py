"""The file of a tip: its title, the code that its functions consist of, and the functions."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType


def load(path: Path) -> ModuleType:
    """Return what the file ``path`` defines, made anew."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TipCode:
    """The source of a tip's file.

    Args:
        text: The file's content.
    """

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._tree = ast.parse(text)
        self._definitions = {name: node for node in self._tree.body for name in _names(node)}

    @property
    def title(self) -> str:
        """The first line of the file's docstring, without the full stop."""
        docstring = ast.get_docstring(self._tree) or ""
        return docstring.split("\n")[0].rstrip(".")

    def parts(self, *functions: str) -> dict[str, str]:
        """Return each function with what it uses, and under ``"both"`` what all of them use.

        That is functions and constants of the file, in its order, with the comments above them.
        """
        needed = {function: self._needed(function) for function in functions}
        both = set.intersection(*needed.values())
        return {
            "both": self._text(both),
            **{function: self._text(names - both) for function, names in needed.items()},
        }

    def _needed(self, function: str) -> set[str]:
        needed: set[str] = set()
        waiting = [function]
        while waiting:
            name = waiting.pop()
            if name in self._definitions and name not in needed:
                needed.add(name)
                parts = ast.walk(self._definitions[name])
                waiting += (part.id for part in parts if isinstance(part, ast.Name))
        return needed

    def _text(self, names: set[str]) -> str:
        nodes = {id(self._definitions[name]): self._definitions[name] for name in names}
        ordered = sorted(nodes.values(), key=lambda node: node.lineno)
        return "\n\n".join(map(self._source, ordered))

    def _source(self, node: ast.stmt) -> str:
        first = node.lineno - 1
        while first and self._lines[first - 1].startswith("#"):
            first -= 1
        return "\n".join(self._lines[first : node.end_lineno])


def _names(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement of the file's top level defines, but for imports."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
