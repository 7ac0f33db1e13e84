"""Notebooks as pages: what mkdocs-jupyter makes of them, and what this guide makes of that."""

from __future__ import annotations

import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from tests.conftest import MKDOCS, TAG
from tests.support.places import ROOT
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import SiteError
from whestdocs.project import Project
from whestdocs.site.building import build

PLUGINS = """\
plugins:
  - search
  - whestdocs
  - mkdocs-jupyter:
      include: [notebooks/*.ipynb]
      execute: false
      cache: false
      allow_errors: false
      no_prompt: true
      include_source: true
"""
TEXT = (
    "# A notebook\n\nIt says [more](../index.md#a-guide), and [an example](../examples/01_tiny.py)."
)
CODE = [
    "print('plain <b>')",
    "from IPython.display import HTML, SVG\nHTML('<style>.a {color: red}</style><i>rich</i>')",
    "HTML('<style>.a {color: red}</style><script>alert(1)</script><i>again</i>')",
    'SVG(\'<svg xmlns="http://www.w3.org/2000/svg" aria-label="A drawing"><g/></svg>\')',
]


@pytest.fixture
def guide(checkout: Project) -> Project:
    checkout.mkdocs_file.write_text(MKDOCS.replace("plugins: [whestdocs]\n", PLUGINS))
    return checkout


def write(guide: Project, text: str = TEXT, code: list[str] = CODE) -> None:
    cells = [nbformat.v4.new_markdown_cell(text, id="text")]
    cells += [nbformat.v4.new_code_cell(c, id=f"code-{n}") for n, c in enumerate(code)]
    (guide.pages / "notebooks").mkdir(exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), guide.pages / "notebooks/a.ipynb")


@pytest.fixture
def page(guide: Project) -> BeautifulSoup:
    write(guide)
    build(guide, [ROUNDS[TAG]])
    html = (guide.site / TAG / "notebooks/a/index.html").read_text()
    return BeautifulSoup(html, "html.parser").select_one("[role=main]")


def test_a_notebook_is_a_page_like_the_others(guide: Project, page: BeautifulSoup) -> None:
    assert page.h1.get_text().startswith("A notebook")
    assert page.select_one("h1 a.headerlink")["href"] == "#a-notebook"
    assert [link["href"] for link in page.select("p a")][:3] == [
        "../../#a-guide",
        "../../examples/01_tiny.py",
        "a.ipynb",
    ]
    assert not page.select("script, [class*=jp-], [class*=jupyter], clipboard-copy")
    assert [code.get_text().strip() for code in page.select(".language-python code")] == CODE
    assert page.select_one(".notebook-output code").get_text().strip() == "plain <b>"
    assert [i.get_text() for i in page.select(".notebook-output i")] == ["rich", "again"]
    assert not page.select("style")  # It is none of ours.
    assert page.select_one(".notebook-output svg")["aria-label"] == "A drawing"
    assert not page.select("img")


def test_no_address_of_elsewhere_is_on_the_page(guide: Project, page: BeautifulSoup) -> None:
    assert not page.select("[src], link, iframe, object")
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", str(page))


def test_what_a_cell_prints_or_shows_does_nothing_on_the_page_or_in_the_twin(
    guide: Project,
) -> None:
    hostile = (ROOT / "tests/data/hostile_output.py").read_text()
    shown = "from IPython.display import HTML, Markdown, Javascript\n"
    shown += "end = '</div>' * 9 + '<div class=\"jp-Cell jp-MarkdownCell\"><p onclick=alert(1)>'\n"
    active = (
        "'<img src=x onerror=alert(1)><iframe srcdoc=a></iframe><form><button>b</button></form>'"
    )
    code = [
        hostile,
        f"{shown}HTML({active} + end)",
        f"Markdown({active})",
        "Javascript('alert(1)')",
    ]
    write(guide, code=code)
    build(guide, [ROUNDS[TAG]])
    folder = guide.site / TAG / "notebooks/a"
    page = BeautifulSoup((folder / "index.html").read_text(), "html.parser")
    main = page.select_one("[role=main]")
    assert not main.select("script, img, iframe, form, [onerror], [onclick], a[href^=java]")
    assert [h.get_text() for h in main.select("h1, h2, h3")] == ["A notebook¶"]
    tokens = MarkdownIt("commonmark").parse((folder / "index.md").read_text())
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1"]
    kinds = {t.type for token in tokens for t in (token, *(token.children or ()))}
    assert not kinds & {"html_block", "html_inline", "image"}
    printed = "x: 5 FLOPs\n```\n# A heading that a program printed\n<script>"
    texts = [token.content for token in tokens if token.type == "fence"]
    assert sum(text.startswith(printed) for text in texts) == 1


def test_the_executed_notebook_can_be_downloaded(guide: Project, page: BeautifulSoup) -> None:
    published = nbformat.read(guide.site / TAG / "notebooks/a/a.ipynb", as_version=4)
    assert published.cells[1].outputs[0].text == "plain <b>\n"
    committed = nbformat.read(guide.pages / "notebooks/a.ipynb", as_version=4)
    assert committed.cells[1].outputs == []


def test_it_has_a_twin_and_stands_in_the_search_and_the_index(
    guide: Project, page: BeautifulSoup
) -> None:
    folder = guide.site / TAG
    twin = (folder / "notebooks/a/index.md").read_text()
    assert "```python\nprint('plain <b>')\n```" in twin and "plain <b>" in twin
    assert twin.count("color: red") == 2  # In the code, and not as a style.
    assert "\n\nA drawing" in twin
    assert (
        "[A notebook](notebooks/a/index.md): It says more, and an example."
        in (folder / "llms.txt").read_text()
    )
    assert "notebooks/a/" in (folder / "search/search_index.json").read_text()


def test_examples_are_not_taken_for_notebooks(guide: Project, page: BeautifulSoup) -> None:
    assert (guide.site / TAG / "examples/01_tiny.py").is_file()
    assert not (guide.site / TAG / "examples/01_tiny").exists()


def test_a_cell_that_raises_stops_the_build_and_leaves_the_last_good_site(guide: Project) -> None:
    write(guide)
    build(guide, [ROUNDS[TAG]])
    before = (guide.site / TAG / "notebooks/a/index.html").read_bytes()
    write(guide, code=["a = 1", "assert a == 2, 'it is one'"])
    with pytest.raises(SiteError) as raised:
        build(guide, [ROUNDS[TAG]])
    text = str(raised.value)
    assert (
        f"docs/notebooks/a.ipynb: the notebook of {TAG} fails in cell 3 (code-1), line 1, "
        "`assert a == 2, 'it is one'`: AssertionError: it is one." in text
    )
    assert "Traceback" not in text and len(text.strip().split("\n")) <= 4
    assert (guide.site / TAG / "notebooks/a/index.html").read_bytes() == before


def test_a_link_that_leads_nowhere_stops_the_build(guide: Project) -> None:
    write(guide, text="# A notebook\n\nSee [nothing](../nothing.md).")
    with pytest.raises(SiteError, match=r"the link to \.\./nothing\.md leads to no page"):
        build(guide, [ROUNDS[TAG]])


def test_the_site_executes_notebooks_and_takes_nothing_else_for_one() -> None:
    text = (ROOT / "mkdocs.yml").read_text()
    assert text.index("  - whestdocs\n") < text.index("mkdocs-jupyter:")
    for line in ("include: [notebooks/*.ipynb]", "cache: false", "allow_errors: false"):
        assert line in text
