"""The built site as files: Markdown twins, llms.txt, and how pages are ordered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.project import find_project
from whestdocs.site.llms import read_contents

pytestmark = pytest.mark.xdist_group("site")

CONTENTS = read_contents(find_project().mkdocs_file)
#: Addresses that have been given out.
ADDRESSES = (
    "guide",
    "how-verified",
    "reference/api",
    "reference/cli",
    "walkthroughs/covariance-propagation",
    "walkthroughs/mean-propagation",
)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
#: Not what Markdown shows as it is: fenced code, and code in a line.
_CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.DOTALL | re.MULTILINE)

#: What a link leads to where no heading is called so.
_ANCHOR = re.compile(r'<a id="[^"]+"></a>')


#: Pages above the rounds, which MkDocs does not build.
ABOVE = ("index.html", "404.html")


def pages(site: Path, tag: str) -> list[Path]:
    found = sorted((site / tag).rglob("index.html"))
    assert len(found) >= len(ADDRESSES)
    return found


def twin(page: Path) -> str:
    return page.with_name("index.md").read_text(encoding="utf-8")


def parsed(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def spaced(text: str) -> str:
    """Return ``text`` as one line, without what Markdown escapes with."""
    return " ".join(text.replace("\\", "").split())


def links(file: Path) -> Iterator[str]:
    """Yield the relative links of a Markdown file."""
    for target in _LINK.findall(_CODE.sub("", file.read_text(encoding="utf-8"))):
        if "://" not in target:
            yield target.split("#")[0]


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_page_has_a_twin_that_begins_with_its_title(site: Path, tag: str) -> None:
    for page in pages(site, tag):
        heading = parsed(page).select_one("article h1")
        assert heading is not None, page
        title = spaced(heading.get_text().removesuffix("¶"))
        assert spaced(twin(page).split("\n")[0]).replace("`", "") == f"# {title}"


@pytest.mark.parametrize("tag", ROUNDS)
def test_a_twin_holds_no_html_no_popover_and_nothing_unresolved(site: Path, tag: str) -> None:
    for page in pages(site, tag):
        assert "{{" not in twin(page), page
        text = _ANCHOR.sub("", _CODE.sub("", twin(page)))
        assert re.findall(r"(?<!\\)</?[a-zA-Z!][^\n>]*>", text) == [], page
        assert not re.search(r"\{\{|\}\}|\x02|\x03|&[a-z]+;|¶", text), page
        for junk in ("every run counts the same", "Checked when this page was built", "Billed at"):
            assert junk not in text, page


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_figure_that_a_page_shows_stands_in_its_twin(site: Path, tag: str) -> None:
    shown = 0
    for page in pages(site, tag):
        text = spaced(twin(page))
        for figure in parsed(page).select("article [data-figure]:not(.claim-check)"):
            if figure.find_parent(attrs={"popover": True}) is None:
                for exponent in figure.select("sup"):
                    exponent.insert_before("**")
                assert spaced(figure.get_text()) in text, page
                shown += 1
    assert shown > 200


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_row_of_a_table_is_a_row_of_the_twin(site: Path, tag: str) -> None:
    for page in pages(site, tag):
        rows = len(parsed(page).select("article table:not(.listing__table) tr"))
        written = re.findall(r"^(?:> )*\| (?!---).*\|$", twin(page), re.MULTILINE)
        charged = len(parsed(page).select(".listing__row--charged, .listing__row--free"))
        heads = len(parsed(page).select(".listing__table"))
        assert len(written) == rows + charged + heads, page


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_link_of_a_twin_or_an_index_leads_to_a_file(site: Path, tag: str) -> None:
    files = [page.with_name("index.md") for page in pages(site, tag)]
    files += [site / tag / "llms.txt", site / tag / "llms-full.txt", site / "llms.txt"]
    found = 0
    for file in files:
        for target in links(file):
            assert (file.parent / target).is_file(), f"{file}: {target}"
            assert not target.endswith(".html"), f"{file}: {target}"
            found += 1
    assert found > 50


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_page_leads_to_its_twin(site: Path, tag: str) -> None:
    for page in pages(site, tag):
        html = parsed(page)
        alternate = html.select_one('link[rel="alternate"][type="text/markdown"]')
        assert alternate is not None and alternate["href"] == "index.md", page
        [link] = html.select("article a[href='index.md']")
        assert link.get_text() == "This page as Markdown"


@pytest.mark.parametrize("tag", ROUNDS)
def test_the_indexes_have_every_page_once_in_the_order_of_the_navigation(
    site: Path, tag: str
) -> None:
    root = site / tag
    index = (root / "llms.txt").read_text(encoding="utf-8")
    listed = re.findall(r"\(((?:[\w/-]+/)?index\.md)\): \S", index)
    assert listed == [f"{entry.folder}/index.md".lstrip("/") for entry in CONTENTS.entries]
    assert sorted(listed) == sorted(
        page.with_name("index.md").relative_to(root).as_posix() for page in pages(site, tag)
    )
    full = (root / "llms-full.txt").read_text(encoding="utf-8")
    assert re.findall(r"^Source: (.*)$", full, re.MULTILINE) == listed


def test_the_entrance_leads_programs_to_every_round(site: Path) -> None:
    text = (site / "llms.txt").read_text(encoding="utf-8")
    assert re.findall(r"\(([\w-]+)/llms\.txt\)", text) == list(reversed(ROUNDS))


def test_twins_of_an_old_round_say_that_it_is_over(site: Path) -> None:
    for tag in ROUNDS:
        for page in pages(site, tag):
            assert ("which is over" in twin(page)) == (tag != CURRENT_TAG), page


@pytest.mark.parametrize("tag", ROUNDS)
def test_addresses_that_have_been_given_out_stay(site: Path, tag: str) -> None:
    assert [name for name in ADDRESSES if not (site / tag / name / "index.html").is_file()] == []


def test_the_four_kinds_of_page_stand_apart() -> None:
    sections = list(dict.fromkeys(entry.section for entry in CONTENTS.entries))
    assert sections == ["", "Tutorials", "How-to guides", "Reference", "Explanation"]
    assert [entry.folder for entry in CONTENTS.entries if not entry.section] == [""]


def test_the_homepages_map_leads_to_every_page(site: Path) -> None:
    home = parsed(site / CURRENT_TAG / "index.html")
    mapped = [str(link["href"]).rstrip("/") for link in home.select(".map a")]
    assert mapped == [entry.folder for entry in CONTENTS.entries if entry.folder]


@pytest.mark.parametrize("tag", ROUNDS)
def test_the_examples_can_be_downloaded_as_they_are(site: Path, tag: str) -> None:
    examples = find_project().examples
    for example in examples.glob("*.py"):
        published = site / tag / "examples" / example.name
        assert published.read_bytes() == example.read_bytes()
    assert not list((site / tag).rglob("__pycache__"))


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_file_that_a_page_shows_can_be_downloaded(site: Path, tag: str) -> None:
    names = "article :is(.filename, .listing__file, .tip__facts > div:first-child > dd)"
    shown = 0
    for page in pages(site, tag):
        for name in parsed(page).select(names):
            link = name.select_one("a[download]")
            assert link is not None, f"{page}: {name.get_text()}"
            assert name.get_text() == Path(str(link["href"])).name
            shown += 1
    assert shown > 80


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_link_to_a_file_leads_to_the_example_as_it_is(site: Path, tag: str) -> None:
    root, found = site / tag, set()
    for page in pages(site, tag):
        for link in parsed(page).select("article a[download][href*='examples/']"):
            file = (page.parent / str(link["href"])).resolve()
            example = find_project().root / file.relative_to(root.resolve())
            assert file.read_bytes() == example.read_bytes(), page
            found.add(example)
    assert len(found) > 100


@pytest.mark.parametrize("tag", ROUNDS)
def test_no_page_tells_a_reader_to_prepare_the_same_twice(site: Path, tag: str) -> None:
    for page in pages(site, tag):
        listed: set[str] = set()
        for capture in parsed(page).select("article .capture"):
            commands = [
                spaced(each.get_text()) for each in capture.select(".capture__command code")
            ]
            assert listed.isdisjoint(commands[:-1]), page
            listed.update(commands)


@pytest.mark.parametrize("tag", ROUNDS)
def test_a_page_that_is_not_there_is_styled_under_any_address(site: Path, tag: str) -> None:
    html = parsed(site / tag / "404.html")
    addresses = [str(link["href"]) for link in html.select("link[href], a.md-tabs__link[href]")]
    assert len(addresses) > 5
    assert all(address.startswith(f"/{tag}/") for address in addresses)
    assert all((site / address.lstrip("/")).exists() for address in addresses)
    config = html.select_one("script#__config")
    assert config is not None
    assert json.loads(config.get_text())["base"] == f"/{tag}/"


@pytest.mark.parametrize("tag", ROUNDS)
def test_the_search_finds_words_and_no_debris(site: Path, tag: str) -> None:
    index = json.loads((site / tag / "search" / "search_index.json").read_text())
    texts = [document["text"] for document in index["docs"]]
    assert any("the squaring of the weights" in text for text in texts)
    for debris in ("Caused by", "Copy file", "LineSource", "OperationCaused"):
        assert not any(debris in text for text in texts), debris
    rows_of_charts = re.compile(r"layers \d+ to \d+, each")
    assert rows_of_charts.search("layers 0 to 15, each")
    assert not any(map(rows_of_charts.search, texts))
    lone_mark = re.compile(r"^\s*\N{CHECK MARK}\s*$", re.MULTILINE)
    assert not any(map(lone_mark.search, texts))


@pytest.mark.parametrize("name", ABOVE)
def test_a_page_above_the_rounds_carries_its_icon(site: Path, name: str) -> None:
    """A browser asks the server's root for the icon of a page without one, which is not there."""
    icon = BeautifulSoup((site / name).read_text(), "html.parser").select_one("link[rel=icon]")
    assert icon is not None
    kind, image = str(icon["href"]).split(",", 1)
    assert kind == "data:image/svg+xml"
    assert unquote(image) == (site / CURRENT_TAG / "assets/favicon.svg").read_text()
