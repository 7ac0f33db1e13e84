"""What a user may write for an estimator, and what that stands for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from whestdocs.errors import UsageError
from whestdocs.estimators.targets import Target, find_target


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a submission, a package and files."""
    for name in ("alone.py", "submission/estimator.py", "package/__init__.py", "package/deep.py"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("raise SystemExit('nothing may import this')\n")
    (tmp_path / "namespace" / "inner").mkdir(parents=True)
    (tmp_path / "namespace" / "inner" / "last.py").write_text("")
    (tmp_path / "with:colon.py").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


FOUND = {
    "alone.py": ("alone.py", None),
    "./alone.py:First": ("alone.py", "First"),
    "alone:First": ("alone.py", "First"),
    "alone": ("alone.py", None),
    "submission": ("submission/estimator.py", None),
    "submission/": ("submission/estimator.py", None),
    "submission:Second": ("submission/estimator.py", "Second"),
    "package.deep:Third": ("package/deep.py", "Third"),
    "package:Fourth": ("package/__init__.py", "Fourth"),
    "namespace.inner.last": ("namespace/inner/last.py", None),
    "with:colon.py": ("with:colon.py", None),
    "with:colon.py:Fifth": ("with:colon.py", "Fifth"),
}


@pytest.mark.parametrize(("name", "expected"), FOUND.items(), ids=FOUND.keys())
def test_a_name_stands_for_a_file_and_a_class(
    here: Path, name: str, expected: tuple[str, str | None]
) -> None:
    if name == "package:Fourth":  # A folder is looked for before a module.
        (here / "package" / "estimator.py").write_text("")
        expected = ("package/estimator.py", "Fourth")
    file, class_name = expected
    target = find_target(name)
    assert target.file.resolve() == (here / file).resolve()
    assert target.class_name == class_name


def test_a_module_on_the_search_path_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "far.py").write_text("")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "elsewhere")])
    assert find_target("far:Sixth") == Target(tmp_path / "elsewhere" / "far.py", "Sixth")


@pytest.mark.parametrize("name", ["nowhere.py", "nowhere", "math", "package.none:A", "a b"])
def test_what_is_not_there_stands_for_itself(name: str) -> None:
    assert find_target(name).file == Path(name.partition(":")[0])


def test_a_folder_that_is_no_submission_is_an_error(here: Path) -> None:
    with pytest.raises(UsageError, match=r"package is a folder without estimator\.py"):
        find_target("package")


def test_two_classes_are_an_error() -> None:
    with pytest.raises(UsageError, match="names the class First, and --class names Second"):
        find_target("alone.py:First", "Second")
    assert find_target("alone.py:First", "First").class_name == "First"
