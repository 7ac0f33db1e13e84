"""The map in CONTRIBUTING.md is true, and a name stands for one thing."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.support.places import ROOT

PACKAGE = ROOT / "whestdocs"
MODULES = sorted(PACKAGE.rglob("*.py"))
#: Estimators that claims run: each is called what whestbench expects.
CLASSES_OF_AUTHORS = PACKAGE / "measurements/claims/estimators"


def map_of(text: str) -> tuple[set[str], set[str]]:
    """Return the folders, relative to the package, and the modules that a map names.

    A name that follows another in its row stands in the same folder.
    """
    section = text.split("## Find your way")[1].split("\n## ")[0]
    folders: set[str] = set()
    for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE):
        names = re.findall(r"`([\w/]+)/`", row)
        parent = Path(names[0]).parent
        folders |= {names[0], *(n if "/" in n else (parent / n).as_posix() for n in names[1:])}
    below = section.split("Below all rooms")[1].split("\n\n")[0]
    return folders, set(re.findall(r"`(\w+)`", below))


def test_every_module_is_in_a_room_of_the_map_and_every_room_is_there() -> None:
    folders, modules = map_of((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    parents = {file.parent.relative_to(PACKAGE).as_posix() for file in MODULES}
    authors = CLASSES_OF_AUTHORS.relative_to(PACKAGE).as_posix()
    assert parents - {".", authors} == folders
    top = {file.stem for file in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert top == modules


def named_twice(names: list[str]) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count > 1)


def test_no_two_modules_have_one_name() -> None:
    names = [file.stem for file in MODULES if not file.stem.startswith("__")]
    assert len(names) > 200
    assert named_twice(names) == []


def test_no_two_public_classes_have_one_name() -> None:
    names = [
        node.name
        for file in MODULES
        if CLASSES_OF_AUTHORS not in file.parents
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert len(names) > 200
    assert named_twice(names) == []


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_a_module_says_what_it_is_and_is_of_a_size_to_be_read(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= 400


def test_a_template_is_called_after_the_module_that_fills_it_in() -> None:
    filled = {
        (file.stem, template)
        for file in MODULES
        for template in re.findall(r'\brender\(\s*"(\w+)"', file.read_text(encoding="utf-8"))
    }
    assert len(filled) > 20
    assert [pair for pair in filled if not f"{pair[1]}_".startswith(f"{pair[0]}_")] == []


def test_every_file_of_the_package_that_a_text_names_is_there() -> None:
    texts = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *PACKAGE.rglob("*.toml"), *MODULES]
    named = {
        (file.name, path)
        for file in texts
        if file.name != "CHANGELOG.md"
        for path in re.findall(
            r"(?<![\w/])whestdocs/[\w/]+\.(?:py|toml|json)\b", file.read_text(encoding="utf-8")
        )
    }
    assert len(named) > 15
    assert {(name, path) for name, path in named if not (ROOT / path).is_file()} == set()


def test_what_tests_share_stands_in_no_test() -> None:
    tests = list((ROOT / "tests").rglob("test_*.py"))
    assert len(tests) > 100
    imported = re.compile(r"^from (tests\.[\w.]*\btest_\w+) import", re.MULTILINE)
    found = {file.name: imported.findall(file.read_text(encoding="utf-8")) for file in tests}
    assert {name: modules for name, modules in found.items() if modules} == {}
