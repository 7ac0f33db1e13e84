"""The code that a command depends on: every file of whestdocs that it can come to read.

    a module  ->  the modules that it imports, at once or later  ->  theirs  ...
              ->  the templates and catalogues that they name

What runs inside a release is started by name, so the probe counts wherever one is started.
Imports for type checkers alone do not count, nor what a package offers that nobody asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from whestdocs.project import PACKAGE

_ROOT = PACKAGE.parent
_PROBE = PACKAGE / "probe"
_STARTS_PROBES = PACKAGE / "running" / "probes.py"
#: Endings of files that modules read by name: what they know, and what HTML is made of.
_CATALOGUES = (".toml", ".json")
_SHOWN = (".jinja", ".css", ".js", ".svg")
_IMPORT = re.compile(
    r"""^[ \t]*(?:
        import[ ]+(?P<modules>[\w.]+(?:[ ]+as[ ]+\w+)?(?:,[ ]*[\w.]+(?:[ ]+as[ ]+\w+)?)*)
      | from[ ]+(?P<source>\.*[\w.]*)[ ]+import[ ]+(?P<names>\([^)]*\)|[^\n]*)
    )""",
    re.MULTILINE | re.VERBOSE,
)
_NAME = re.compile(r"(?<!as )\b\w+")
_FOR_TYPES = re.compile(r"^if TYPE_CHECKING:\n(?:[ \t]+.*\n|\n)*", re.MULTILINE)
_QUOTED = re.compile(r'"([^"\n]+)"')
#: Folders of what fills templates in.
_MAKES_HTML = ("html", "notebook", "templates")


def files_of(*modules: Path) -> list[Path]:
    """Return the files of whestdocs that ``modules`` depend on, those themselves included."""
    return _files_of(modules)


@cache
def _files_of(modules: tuple[Path, ...]) -> list[Path]:
    found = files_below(PACKAGE, *modules)
    if _STARTS_PROBES in found:
        found.update(_PROBE.rglob("*.py"))
    return sorted(found | _named_in(found))


def files_below(folder: Path, *modules: Path) -> set[Path]:
    """Return ``modules`` and the files of a package that they import, at once or later.

    Args:
        folder: Folder of the package. What lies outside of it does not count.
        modules: Files of modules, which need not be below it.
    """
    return set(_files_below(folder, modules))


@cache
def _files_below(folder: Path, modules: tuple[Path, ...]) -> frozenset[Path]:
    found: set[Path] = set()
    waiting = set(modules)
    while waiting:
        found |= waiting
        waiting = {file for module in waiting for file in _imported_by(module, folder)} - found
    inside = {above for file in found if file.is_relative_to(folder) for above in file.parents}
    # What a package offers counts only where somebody imports it.
    there = set(_modules_of(folder).values())
    packages = there.intersection(above / "__init__.py" for above in inside)
    return frozenset(found | packages)


@cache
def imports_in(text: str) -> list[Path]:
    """Return the modules of whestdocs that a script with that text imports."""
    found = set(_imports(text, (), PACKAGE))
    if PACKAGE / "__init__.py" in found:
        found.update(_offered())
    return sorted(found)


def _offered() -> Iterator[Path]:
    """Yield the modules that the package itself names, and imports when they are asked for."""
    for name in _QUOTED.findall((PACKAGE / "__init__.py").read_text(encoding="utf-8")):
        yield from _found(_modules_of(PACKAGE), name)


@cache
def _imported_by(module: Path, folder: Path) -> frozenset[Path]:
    is_inside = module.is_relative_to(folder)
    package = module.relative_to(folder.parent).parts[:-1] if is_inside else ()
    return frozenset(_imports(module.read_text(encoding="utf-8"), package, folder))


def _imports(text: str, package: tuple[str, ...], folder: Path) -> Iterator[Path]:
    """Yield what a text in ``package`` imports of what is below ``folder``.

    It is searched, since parsing fails in threads (CPython 3.11). What looks like an import in
    a string counts too, which does no harm.
    """
    modules = _modules_of(folder)
    for statement in _IMPORT.finditer(_FOR_TYPES.sub("", text)):
        for alias in statement["modules"].split(",") if statement["modules"] else ():
            yield from _found(modules, alias.split()[0])
        if statement["source"]:
            name = statement["source"].lstrip(".")
            level = len(statement["source"]) - len(name)
            above = package[: len(package) - level + 1] if level else ()
            source = ".".join((*above, *filter(None, [name])))
            for alias in _NAME.findall(statement["names"]):
                yield from _found(modules, f"{source}.{alias}") or _found(modules, source)


def _found(modules: dict[str, Path], name: str) -> list[Path]:
    return [modules[name]] if name in modules else []


@cache
def _modules_of(folder: Path) -> dict[str, Path]:
    """Return the files of a package's modules by their names in full."""
    files = sorted(folder.rglob("*.py"))
    dotted = {
        ".".join(file.relative_to(folder.parent).with_suffix("").parts): file for file in files
    }
    return {name.removesuffix(".__init__"): file for name, file in dotted.items()}


def _named_in(modules: Iterable[Path]) -> set[Path]:
    """Return the files that are no modules, and that ``modules`` or templates of them name."""
    named: set[Path] = set()
    waiting = set(modules)
    while waiting:
        found = {file for reader in waiting for file in _named_by(reader)} - named
        named |= found
        waiting = {file for file in found if file.suffix == ".jinja"}
    return named


@cache
def _named_by(reader: Path) -> frozenset[Path]:
    """Return the files that a file names: catalogues beside it, and what it makes HTML of."""
    strings = set(_QUOTED.findall(reader.read_text(encoding="utf-8")))
    beside = {reader.parent / name for name in strings if name.endswith(_CATALOGUES)}
    found = {file for file in beside if file.is_file()}
    if reader.parent.name in _MAKES_HTML:
        found.update(file for name in strings for file in _shown().get(Path(name).name, ()))
    return frozenset(found)


@cache
def _shown() -> dict[str, list[Path]]:
    """Return what HTML is made of by its name, with and without the ending."""
    found: dict[str, list[Path]] = {}
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix in _SHOWN:
            for name in {file.name, file.name.partition(".")[0]}:
                found.setdefault(name, []).append(file)
    return found
