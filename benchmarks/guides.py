"""Small guides that show the same tables in three ways, and guides of many figures.

measured   pages of whestdocs: two examples, a page for each
notebooks  mkdocs-jupyter executes a notebook for each, which prints the same table
typed      plain MkDocs: the tables are typed into the pages
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import nbformat
from timing import run

from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.estimators.profiling import profile

ROUND = ROUNDS[CURRENT_TAG]
EXAMPLES = ("01_random", "02_mean_propagation")
BUILD = [sys.executable, "-m", "mkdocs", "build", "--quiet"]

_HEAD = "site_name: A small guide\ntheme: material\n"
_MEASURED = (
    f"{_HEAD}plugins: [whestdocs]\n"
    f"markdown_extensions:\n  - tables\n  - whestdocs:\n      round: {CURRENT_TAG}\n"
)
_NOTEBOOKS = f"{_HEAD}plugins:\n  - mkdocs-jupyter:\n      execute: true\n      cache: "
_TYPED = f"{_HEAD}markdown_extensions: [tables]\n"

#: What a notebook runs: the example under the round's budget, and the table of its operations.
_CELL = f"""\
import importlib.util
import flopscope as flops
from whestbench import sample_mlp

spec = importlib.util.spec_from_file_location("example", "EXAMPLE")
example = importlib.util.module_from_spec(spec)
spec.loader.exec_module(example)
mlp = sample_mlp({ROUND.width}, {ROUND.depth}, flops.numpy.random.default_rng(0))
with flops.BudgetContext(flop_budget={ROUND.flop_budget}, quiet=True) as context:
    example.Estimator().predict(mlp, {ROUND.flop_budget})
for operation, spent in context.summary_dict()["operations"].items():
    print(operation, spent["calls"], spent["flop_cost"])
"""


def measured(folder: Path, examples: Path, cache: Path) -> Path:
    """Write the guide of whestdocs, with its figures accepted, and return its folder."""
    guide = _guide(folder, _MEASURED, examples)
    for name in EXAMPLES:
        _page(guide, name, f"/// operations | {name}\n///\n")
    _accept(guide, cache)
    return guide


def notebooks(folder: Path, examples: Path, cache: bool) -> Path:
    """Write the guide whose notebooks are executed, and return its folder."""
    guide = _guide(folder, _NOTEBOOKS + str(cache).lower() + "\n", examples)
    for name in EXAMPLES:
        cell = _CELL.replace("EXAMPLE", str(guide / "examples" / f"{name}.py"))
        cells = [nbformat.v4.new_markdown_cell(f"# {name}"), nbformat.v4.new_code_cell(cell)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), guide / "docs" / f"{name}.ipynb")
    return guide


def typed(folder: Path, examples: Path) -> Path:
    """Write the guide with the numbers typed in, and return its folder."""
    guide = _guide(folder, _TYPED, examples)
    for name in EXAMPLES:
        operations = profile(examples / f"{name}.py", round_tag=CURRENT_TAG).ops
        rows = [f"| `{op}` | {total.calls} | {total.flops:,} |" for op, total in operations.items()]
        table = ["| Operation | Calls | FLOPs |", "|---|---|---|", *rows]
        _page(guide, name, "\n".join(table) + "\n")
    return guide


def with_figures(folder: Path, examples: Path, count: int, cache: Path) -> Path:
    """Write a guide of pages that show ``count`` figures, a hundred a page at most."""
    guide = _guide(folder, _MEASURED, examples)
    for number, first in enumerate(range(0, count, 100)):
        each = '{{ figure("01_random/flops") | exact }}'
        lines = [f"It spends {each} FLOPs." for _ in range(min(100, count - first))]
        _page(guide, f"page-{number}", "\n\n".join(lines) + "\n")
    _accept(guide, cache)
    return guide


def with_releases_of(cache: Path, other: Path) -> None:
    """Make another cache that holds the releases of the first, and nothing measured."""
    other.mkdir()
    (other / "releases").symlink_to(cache / "releases")


def forget(guide: Path, cache: Path | None) -> None:
    """Remove what an earlier build of a guide has left, and what a cache holds of measurements."""
    shutil.rmtree(guide / "site", ignore_errors=True)
    for folder in () if cache is None else ("measurements", "notebooks"):
        shutil.rmtree(cache / folder, ignore_errors=True)


def _accept(guide: Path, cache: Path) -> None:
    environment = {"CI": "", "WHESTDOCS_CACHE": str(cache)}
    run([sys.executable, "-m", "whestdocs", "accept"], guide, environment)


def _guide(folder: Path, configuration: str, examples: Path) -> Path:
    (folder / "docs").mkdir(parents=True)
    (folder / "examples").mkdir()
    for name in EXAMPLES:
        shutil.copy(examples / f"{name}.py", folder / "examples")
    (folder / "mkdocs.yml").write_text(configuration, encoding="utf-8")
    _page(folder, "index", "Two estimators and what they spend.\n")
    return folder


def _page(guide: Path, name: str, text: str) -> None:
    (guide / "docs" / f"{name}.md").write_text(f"# {json.dumps(name)[1:-1]}\n\n{text}", "utf-8")
