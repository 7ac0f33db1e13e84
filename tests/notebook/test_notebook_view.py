"""A profile as a notebook shows it."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient

from tests.conftest import TINY
from whestdocs.estimators.profiles import Profile
from whestdocs.estimators.profiling import EstimatorError, profile
from whestdocs.notebook.display import profile_html


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    file = tmp_path_factory.mktemp("tiny") / "my_estimator.py"
    file.write_text(TINY)
    return profile(file, width=16, depth=2)


def rows(html: str) -> dict[int, tuple[int, str]]:
    """Return line -> (FLOPs, source) of the rows with costs."""
    table = BeautifulSoup(html, "html.parser")
    found = {}
    for row in table.select("tbody tr[title]"):
        number, flops, _, source = [cell.get_text() for cell in row.select("td")]
        found[int(number)] = (int(flops.replace(",", "")), source)
    return found


def test_every_charged_line_stands_with_its_flops_and_source(tiny: Profile) -> None:
    lines = TINY.split("\n")
    assert rows(profile_html(tiny)) == {
        line: (total.flops, lines[line - 1]) for (_, line), total in tiny.lines.items()
    }
    assert f"<strong>{tiny.flops_used:,} FLOPs</strong>" in profile_html(tiny)


def test_it_needs_nothing_else_and_is_small(tiny: Profile) -> None:
    html = profile_html(tiny)
    assert not re.search(r"https?:|src=|@import|url\(|<script|<link", html)
    assert len(html.encode()) < 6_000


def test_it_takes_the_colours_of_what_is_around_it(tiny: Profile) -> None:
    style = BeautifulSoup(profile_html(tiny), "html.parser").style.get_text()
    assert set(re.findall(r"[{; ]color: *([\w#]+)", style)) == {"inherit"}
    assert "background: none" in style


def test_a_notebook_gets_html_and_the_text_of_the_terminal(tiny: Profile) -> None:
    shell = InteractiveShell.instance()
    assert shell.run_cell("from whestdocs import profile").success  # And no extension.
    bundle, _ = shell.display_formatter.format(tiny)
    assert bundle["text/html"] == profile_html(tiny)
    assert f"{tiny.flops_used:,} FLOPs" in bundle["text/plain"]
    assert "\x1b" not in bundle["text/plain"]


def test_what_comes_from_the_estimator_is_escaped(tmp_path: Path) -> None:
    file = tmp_path / "<img src=x>.py"
    text = TINY.replace(
        "x = fnp.maximum(w.T @ x, 0.0)",
        "x = fnp.maximum(w.T @ x, 0.0)  # </code><script>\x1b\u202e",
    )
    file.write_text(text)
    html = profile_html(profile(file, width=8, depth=1))
    assert "<img" not in html and "<script" not in html
    assert "&lt;img src=x&gt;.py" in html and "&lt;/code&gt;&lt;script&gt;\\x1b\\u202e" in html


def test_a_failure_and_a_refusal_are_said(tmp_path: Path, tiny: Profile) -> None:
    file = tmp_path / "raises.py"
    file.write_text(TINY.replace("y = x", "raise ValueError('<no>')\n        y = x"))
    with pytest.raises(EstimatorError) as raised:
        profile(file, width=8, depth=1)
    html = profile_html(raised.value.profile)
    note = BeautifulSoup(html, "html.parser").select_one(".whestdocs-note").get_text()
    assert note.startswith("raises.py:") and "ValueError: <no>" in note
    refused = dataclasses.replace(tiny, budget_exhausted=True, refused="my_estimator.py:17")
    assert "The budget ran out at my_estimator.py:17" in profile_html(refused)


def test_nothing_charged_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "free.py"
    file.write_text(
        "import numpy as np\nfrom whestbench import BaseEstimator\n\n"
        "class Estimator(BaseEstimator):\n"
        "    def predict(self, mlp, budget):\n"
        "        return np.zeros((mlp.depth, mlp.width), dtype=np.float32)\n"
    )
    html = profile_html(profile(file, width=8, depth=1))
    assert "<strong>0 FLOPs</strong>" in html and rows(html) == {}


def test_a_kernel_that_imports_whestdocs_shows_a_profile(tmp_path: Path) -> None:
    file = tmp_path / "my_estimator.py"
    file.write_text(TINY)
    cell = (
        "from whestdocs.estimators.profiling import profile\n"
        f"profile({str(file)!r}, width=8, depth=1)"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    NotebookClient(notebook, kernel_name="python3").execute(stderr=subprocess.DEVNULL)
    [shown] = notebook.cells[0].outputs
    assert '<div class="whestdocs-costs">' in shown.data["text/html"]
    assert shown.data["text/plain"].startswith("my_estimator.py")
