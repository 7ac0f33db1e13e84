"""A small guide, and its pages as MkDocs itself renders them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from mkdocs.structure.pages import Page

from tests.conftest import TAG, TINY, accept_all, make_checkout
from tests.support.built_guides import page_renderer
from whestdocs.figures.ledger import read
from whestdocs.pages.page import PageError
from whestdocs.project import Project

#: A page that shows whatever the texts of tests may look up.
EVERYTHING = "\n".join(
    f"/// {block} | 01_tiny\n///\n" for block in ("operations", "listing", "layers")
)


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = make_checkout(tmp_path_factory.mktemp("guide") / "checkout", **{"01_tiny": TINY})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.root)
        patch.delenv("WHESTDOCS_ROUND", raising=False)
        (project.pages / "everything.md").write_text(EVERYTHING)
        accept_all(project)
        yield project


Render = Callable[[str], Page]


@pytest.fixture(scope="module")
def render_page(guide: Project) -> Render:
    return page_renderer(guide)


@pytest.fixture(scope="module")
def render(render_page: Render) -> Callable[[str], str]:
    return lambda text: render_page(text).content


@pytest.fixture(scope="module")
def refusal(render: Callable[[str], str]) -> Callable[[str], str]:
    """Return the error that a page ends in."""

    def refuse(text: str) -> str:
        with pytest.raises(PageError) as caught:
            render(text)
        return str(caught.value)

    return refuse


@pytest.fixture(scope="module")
def value(guide: Project) -> str:
    """The FLOPs of the example as a page shows them."""
    return f"{read(guide.ledger_file(TAG), TAG).figures['01_tiny/flops'].value:,}"
