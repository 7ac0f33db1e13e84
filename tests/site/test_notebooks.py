"""The guide's notebooks: executed under each round's release, and what stops the build."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.conftest import make_checkout
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import SiteError
from whestdocs.markdown_source import MarkdownSource
from whestdocs.pages.typed_numbers import typed_numbers_in
from whestdocs.project import Project, cache_folder, find_project
from whestdocs.site.notebook_runs import NotebookRun

ROOT = find_project()
NOTEBOOKS = sorted((ROOT.pages / "notebooks").glob("*.ipynb"))
NAMES = [file.name for file in NOTEBOOKS]
TAG = "v1-warmup"


def read(name: str) -> Any:
    return nbformat.read(ROOT.pages / "notebooks" / name, as_version=4)


def executed(name: str, tag: str, site: Path) -> Any:
    figures = (site / tag / "figures" / f"{tag}.json").read_text()
    run = NotebookRun(ROOT, ROUNDS[tag], f"notebooks/{name}", figures)
    return nbformat.read(run.folder() / run.name, as_version=4)


@pytest.mark.parametrize("tag", ROUNDS)
@pytest.mark.parametrize("name", NAMES)
def test_every_cell_runs_in_every_round(name: str, tag: str, site: Path) -> None:
    cells = [cell for cell in executed(name, tag, site).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert outputs and all(output.output_type != "error" for output in outputs)
    assert all(output.get("name") != "stderr" for output in outputs)  # Nor does it warn.


@pytest.mark.parametrize("tag", ROUNDS)
def test_the_kernel_and_the_profiles_are_of_the_rounds_release(tag: str, site: Path) -> None:
    text = json.dumps(executed("reproduce-the-published-table.ipynb", tag, site))
    assert f"('{tag}', {{'flopscope': '{ROUNDS[tag].release.flopscope}'" in text
    shown = json.dumps(executed("profile-your-own-estimator.ipynb", tag, site), ensure_ascii=False)
    shape = f"{ROUNDS[tag].width} × {ROUNDS[tag].depth}"
    release = f"flopscope {ROUNDS[tag].release.flopscope}"
    assert f"my_estimator.py · Estimator · {tag} · {shape} · seed 0 · {release}" in shown


@pytest.mark.parametrize("name", NAMES)
def test_what_is_committed_has_no_outputs_and_stable_names(name: str) -> None:
    notebook = read(name)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert cell.id.replace("-", "").isalpha(), cell.id
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
    text = (ROOT.pages / "notebooks" / name).read_text()
    assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_no_number_is_typed_in_a_notebooks_text(name: str) -> None:
    for cell in read(name).cells:
        if cell.cell_type == "markdown":
            assert list(typed_numbers_in(MarkdownSource(cell.source).prose)) == []
    assert list(typed_numbers_in(MarkdownSource("It costs 1,234 FLOPs.").prose)) != []


@pytest.mark.parametrize("name", NAMES)
def test_what_the_text_says_is_asserted(name: str) -> None:
    code = [cell.source for cell in read(name).cells if cell.cell_type == "code"]
    assert sum(source.count("assert ") for source in code) >= 5


def test_the_original_table_in_the_notebook_is_that_of_the_original_page() -> None:
    original = json.loads((ROOT.root / "tests/data/seed_operations.json").read_text())
    [source] = [c.source for c in read(NAMES[1]).cells if "ORIGINAL = {" in c.source]
    scope: dict[str, Any] = {}
    exec(source[: source.index("\n\n")], scope)
    assert scope["ORIGINAL"] == {
        row["op"]: (row["calls"], row["flops"]) for row in original["operations"]
    }


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A guide for notebooks, with a cache of its own for what they show."""
    usual, folder = cache_folder(), tmp_path / "cache"
    folder.mkdir()
    (folder / "releases").symlink_to(usual / "releases")
    monkeypatch.setenv("WHESTDOCS_CACHE", str(folder))
    return make_checkout(tmp_path / "guide")


def write(guide: Project, *cells: str, files: tuple[str, ...] = ()) -> NotebookRun:
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(source, id=f"cell-{number}")
            for number, source in enumerate(cells)
        ],
        metadata={"whestdocs": {"files": list(files)}},
    )
    (guide.pages / "notebooks").mkdir(exist_ok=True)
    nbformat.write(notebook, guide.pages / "notebooks" / "a.ipynb")
    return NotebookRun(guide, ROUNDS[TAG], "notebooks/a.ipynb")


def texts(run: NotebookRun) -> list[str]:
    notebook = nbformat.read(run.folder() / run.name, as_version=4)
    return [output.text for cell in notebook.cells for output in cell.outputs]


def test_the_kernel_knows_the_round_and_has_its_flopscope(guide: Project) -> None:
    run = write(
        guide, "import os, flopscope\nprint(os.environ['WHESTDOCS_ROUND'], flopscope.__version__)"
    )
    [text] = texts(run)
    assert text.split()[0] == TAG
    assert text.split()[1].split("+")[0] == ROUNDS[TAG].release.flopscope


def test_its_folder_holds_the_files_that_it_names_and_nothing_else(guide: Project) -> None:
    (guide.root / f"{TAG}.json").write_text("{}")
    (guide.examples / "a.py").write_text("A = 7")
    source = "import os, a\nprint(sorted(n for n in os.listdir() if n[0] not in '._'), a.A)"
    run = write(guide, source, files=("examples/a.py", "{round}.json"))
    assert texts(run) == [f"['a.py', '{TAG}.json'] 7\n"]


def test_it_is_executed_once_until_something_that_it_depends_on_changes(guide: Project) -> None:
    (guide.examples / "a.py").write_text("A = 7")
    source = "import time, a\nprint(time.time_ns())"
    run = write(guide, source, files=("examples/a.py",))
    first = texts(run)
    assert texts(run) == first
    (guide.examples / "a.py").write_text("A = 8")
    second = texts(run)
    assert second != first
    write(guide, source + "\n", files=("examples/a.py",))
    assert texts(run) not in (first, second)
    (guide.examples / "a.py").write_text("A = 7")
    assert texts(write(guide, source, files=("examples/a.py",))) == first


def test_equal_runs_give_equal_files(guide: Project) -> None:
    run = write(guide, "print(1)", "1 + 1")
    first = (run.folder() / run.name).read_bytes()
    shutil.rmtree(cache_folder() / "notebooks")
    assert (run.folder() / run.name).read_bytes() == first


def test_a_cell_that_raises_is_named_with_its_line_and_error(guide: Project) -> None:
    run = write(guide, "a = 1", "b = 2\nassert a == b, 'they differ'\nc = 3", "print(c)")
    with pytest.raises(SiteError) as raised:
        run.folder()
    assert str(raised.value) == (
        "docs/notebooks/a.ipynb: the notebook of v1-warmup fails in cell 2 (cell-1), line 2, "
        "`assert a == b, 'they differ'`: AssertionError: they differ. Correct the cell, or what it "
        "says, and build again."
    )
    assert not list((cache_folder()).glob("notebooks/*"))  # Nothing of it is kept.


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("assert 1 > 2", "line 1, `assert 1 > 2`: AssertionError. "),
        ("x x", "line 1, `x x`: SyntaxError: invalid syntax"),
        ("def f():\n    raise ValueError\n\n\nf()", "line 2, `raise ValueError`: ValueError. "),
        ("import os\nos._exit(3)", "lost its kernel: Kernel died"),
        ("%load_ext nothing", "`%load_ext nothing`: ModuleNotFoundError: No module named"),
    ],
)
def test_whatever_ends_a_cell_is_one_sentence(guide: Project, source: str, said: str) -> None:
    with pytest.raises(SiteError) as raised:
        write(guide, source).folder()
    assert said in str(raised.value) and "Traceback" not in str(raised.value)


def test_a_file_that_is_missing_or_no_notebook_is_named(guide: Project) -> None:
    with pytest.raises(SiteError, match=r"needs examples/no\.py, which is not there"):
        write(guide, "1", files=("examples/no.py",)).folder()
    run = write(guide, "1")
    (guide.pages / run.name).write_text("{not json")
    with pytest.raises(SiteError, match=r"docs/notebooks/a\.ipynb: .* is no notebook"):
        run.folder()
