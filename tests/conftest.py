"""Small checkouts of a guide, measured for real at the smallest round's shape."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.support.browser import ARGUMENTS, find_browser, served
from whestdocs.cli import main
from whestdocs.competition.rounds import ROUNDS
from whestdocs.figures.acceptance import accept
from whestdocs.figures.drift import compare
from whestdocs.figures.ledger import Ledger, write
from whestdocs.measurements.kept_figures import remember_agreement
from whestdocs.measurements.measuring import measure
from whestdocs.pages.publishing import publications
from whestdocs.progress import ProgressBar
from whestdocs.project import Project, find_project
from whestdocs.site.building import build

# How long an example takes depends on what else the machine does.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

#: The round of the checkouts' pages: the one with the smallest networks.
TAG = "v1-warmup"

TINY = '''\
"""The cheapest estimator that is worth a page."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator

SIGNS = {"it's | a \\"sign\\"": 2.0, "é": 3.0}


class Estimator(BaseEstimator):
    """Pushes zeros through the network."""

    def predict(self, mlp, budget):
        """Return the activations of every layer, shape (depth, width)."""
        x = fnp.zeros(mlp.width, dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(w.T @ x, 0.0)
            rows.append(x)
        y = x * SIGNS["it's | a \\"sign\\""]
        return fnp.stack(rows)
'''

OTHER = TINY.replace("fnp.maximum(w.T @ x, 0.0)", "fnp.maximum(w.T @ x + 1.0, 0.0)")

MKDOCS = f"""\
site_name: A small guide
theme: mkdocs
plugins: [whestdocs]
validation:
  nav: {{omitted_files: warn, not_found: warn, absolute_links: warn}}
  links: {{not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}}
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - tables
  - toc: {{permalink: true}}
  - pymdownx.highlight
  - pymdownx.superfences
  - whestdocs: {{round: !ENV [WHESTDOCS_ROUND, {TAG}]}}
"""

INDEX = '# A guide\n\nIt spends {{ figure("01_tiny/flops") | exact }} FLOPs.\n'


def make_checkout(root: Path, **examples: str) -> Project:
    """Write a guide with one page and the given examples below ``root``."""
    project = Project(root)
    project.pages.mkdir(parents=True)
    project.examples.mkdir()
    (project.pages / "examples").symlink_to(project.examples)  # So they are published.
    project.mkdocs_file.write_text(MKDOCS)
    # What no page shows is not measured.
    [shown, *_] = [*(name for name in ("01_tiny", *examples) if name in examples), "01_tiny"]
    (project.pages / "index.md").write_text(INDEX.replace("01_tiny", shown))
    for name, text in examples.items():
        (project.examples / f"{name}.py").write_text(text)
    return project


def accept_all(project: Project, tag: str = TAG) -> None:
    """Write what is measured into the ledger of one round."""
    places = publications(project)
    [measured] = measure(project, [ROUNDS[tag]], places, ProgressBar())
    empty = Ledger(tag, {})
    write(project.ledger_file(tag), accept(empty, compare(measured, empty, places).drifts, ()))
    remember_agreement(project, measured)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A guide of one example whose figures are accepted; the working folder is in it."""
    project = make_checkout(tmp_path / "checkout", **{"01_tiny": TINY})
    accept_all(project)
    monkeypatch.chdir(project.root)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("WHESTDOCS_ROUND", raising=False)
    return project


@pytest.fixture(scope="session")
def site() -> Path:
    """The guide itself, built. Its tests belong to one group, so that it is built once."""
    project = find_project()
    build(project, list(ROUNDS.values()))
    return project.site


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Serve the guide that ``make site`` built; return where."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start a browser."""
    from playwright.sync_api import sync_playwright

    path = find_browser()
    if path is None:
        reason = "no Chromium is installed; on Debian: apt-get install chromium"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of measurements that is empty; the installed releases are the usual ones."""
    from whestdocs.project import cache_folder

    folder, usual = tmp_path / "cache", cache_folder()
    (folder / "measurements").mkdir(parents=True)
    (folder / "releases").symlink_to(usual / "releases")
    monkeypatch.setenv("WHESTDOCS_CACHE", str(folder))
    return folder / "measurements"


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def whestdocs(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run whestdocs in this process; return exit code, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main.run(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def edit_ledger(project: Project, name: str, value: int) -> int:
    """Give an accepted figure another value; return the one it had."""
    path = project.ledger_file(TAG)
    figure = re.search(rf'"{re.escape(name)}": \{{"value": (\d+)', path.read_text())
    text = path.read_text()
    path.write_text(text[: figure.start(1)] + str(value) + text[figure.end(1) :])
    return int(figure[1])
