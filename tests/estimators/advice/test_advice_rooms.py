"""Advice's rooms import each other in one direction, and no two modules import each other."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import whestdocs.estimators.advice

FOLDER = Path(whestdocs.estimators.advice.__file__).parent
PREFIX = "whestdocs.estimators.advice."
#: What each room may import, besides itself.
MAY_IMPORT = {"source": set(), "rules": {"source"}, "warnings": {"source"}}


def _name(path: Path) -> str:
    parts = path.relative_to(FOLDER).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {_name(path): path for path in FOLDER.rglob("*.py")}


def _imports(path: Path) -> set[str]:
    """Return the modules of advice that a module imports anywhere in its text."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            module = f"{node.module}."
            if module.startswith(PREFIX):
                name = module.removeprefix(PREFIX).rstrip(".")
                inner = {f"{name}.{alias.name}" for alias in node.names} & MODULES.keys()
                found |= inner or {name}
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            found |= {name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)}
    return found


def test_rooms_import_only_what_is_below_them() -> None:
    checked = 0
    for name, path in MODULES.items():
        room = name.partition(".")[0]
        if room in MAY_IMPORT:
            imported = {found.partition(".")[0] for found in _imports(path)}
            assert imported <= MAY_IMPORT[room] | {room}, name
            checked += 1
    assert checked >= 40


def test_no_modules_import_each_other() -> None:
    order = TopologicalSorter({name: _imports(path) for name, path in MODULES.items()})
    assert set(MODULES) - {""} <= set(order.static_order())
