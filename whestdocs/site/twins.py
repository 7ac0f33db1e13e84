"""Markdown twins: every page of a built site once more, for readers that are programs.

    guide/index.html  ->  guide/index.md

They are made from the finished pages, whatever generator made those. So a twin says what its
page says, with every figure looked up, and nothing that needs a pointer.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag

from whestdocs.errors import SiteError
from whestdocs.files import write_atomically
from whestdocs.site.twin_markdown import TWIN, with_links_from, written

#: Where themes put the text of a page.
_CONTENT = "article, [role=main]"
#: What is there to be pointed at, pressed or looked at; no part of the text.
_NO_TEXT_NAMES = {"input", "script", "select", "style", "template", "textarea", "wbr"}
_NO_TEXT_CLASSES = {"headerlink", "copy-button", "claim-mark", "twin-link"}
_NO_TEXT_ATTRIBUTES = {"data-twin-exclude", "hidden", "popover"}
_BOX_CLASSES = {"listing", "capture", "tabbed-set", "admonition"}
#: Popovers, which hold no other ``div``, as they stand in a page: most of its elements.
_POPOVERS = re.compile(r"<div popover .*?</div>", re.DOTALL)
#: Rows of a listing that cost something; others say nothing that the source does not.
_CHARGED = {"listing__row--charged", "listing__row--free"}

_SENTENCE = re.compile(r".*?[.!?](?=\s|$)")


@dataclass(frozen=True)
class Twin:
    """A page as Markdown.

    Attributes:
        folder: Folder of the page within its round, such as ``guide``; empty for the homepage.
        title: The page's heading.
        summary: The first sentence of its text.
    """

    folder: str
    title: str
    summary: str
    _content: Tag = field(repr=False)

    @property
    def path(self) -> str:
        """Path of the twin within its round."""
        return posixpath.join(self.folder, TWIN)

    def markdown(self, start: str) -> str:
        """Return the page as Markdown.

        Args:
            start: Folder within the round that links are relative to.
        """
        return with_links_from(self._markdown, start)

    @cached_property
    def _markdown(self) -> str:
        return written(self._content, self.folder)


def write_twins(folder: Path) -> list[Twin]:
    """Write the twin of every page below ``folder``, a round's, beside it; return them.

    Raises:
        SiteError: A page's text cannot be found.
    """
    twins = []
    for page in sorted(folder.rglob("index.html")):
        place = page.parent.relative_to(folder).as_posix()
        twin = twin_of(page.read_text(encoding="utf-8"), "" if place == "." else place)
        write_atomically(page.with_name(TWIN), twin.markdown(twin.folder))
        twins.append(twin)
    return twins


def twin_of(html: str, folder: str) -> Twin:
    """Return the twin of a page.

    Args:
        html: The whole page.
        folder: The page's folder within its round.

    Raises:
        SiteError: Its text cannot be found.
    """
    # Blanks count in code: a listing's lines have no <pre> around them.
    text = _POPOVERS.sub("", html)
    page = BeautifulSoup(text, "html.parser", preserve_whitespace_tags={"pre", "code"})
    content = page.select_one(_CONTENT)
    heading = None if content is None else content.h1
    if content is None or heading is None:
        raise SiteError(
            f"{posixpath.join(folder, 'index.html')} has no <h1> in its text, so it gets no "
            "Markdown twin. Begin the page with a title, `# ...`."
        )
    _simplify(page, content)
    first = content.find("p")
    notice = page.select_one(".other-round")
    if notice is not None:  # A reader of an old round's page must learn that it is one.
        notice.name = "blockquote"
        heading.insert_after(notice)
    return Twin(folder, _text(heading), _first_sentence(_text(first)), content)


def _text(element: Any) -> str:
    return "" if element is None else " ".join(element.get_text().split())


def _first_sentence(text: str) -> str:
    found = _SENTENCE.match(text)
    return found[0] if found else text


def _simplify(page: BeautifulSoup, content: Tag) -> None:
    """Take away what is no text, and say in plain elements what their looks tell."""
    # Functions in place of selectors, which take four times as long to look at every element.
    for element in content.find_all(_is_no_text):
        element.decompose()
    for power in content.find_all("sup"):
        if power.a is None:
            power.replace_with(f"**{power.get_text()}")
    for variable in content.find_all("i"):
        if variable.parent is not None:
            _write_as_code(page, variable.parent)
    boxes = content.find_all(_is_box)
    for shown in boxes:
        if shown.has_attr("data-figure") and shown.code is None:
            shown.string = shown.get_text()  # One word, without emphasis in it.
    for picture in content.find_all("svg"):
        _say_what_is_pictured(picture)
    for listing in _of_class("listing", boxes):
        _put_source_first(page, listing)
    for figure in content.find_all("figure"):
        figure.name = "div"  # The library does not know that it is a block.
    for table in content.find_all("table"):
        _put_rows_in_one_body(table)
    for capture in _of_class("capture", boxes):
        _make_terminal(page, capture)
    for tabs in _of_class("tabbed-set", boxes):
        _name_tabs(page, tabs)
    for box in boxes:
        if box.name == "details" or "admonition" in box.get_attribute_list("class"):
            box.name = "blockquote"
            for title in box.select(":scope > .admonition-title, :scope > summary"):
                title.replace_with(_bold(page, _text(title)))
    content.smooth()  # The library looks at what is beside a text, and parted text misleads it.


def _is_no_text(element: Tag) -> bool:
    attributes = element.attrs
    return (
        element.name in _NO_TEXT_NAMES
        or not _NO_TEXT_ATTRIBUTES.isdisjoint(attributes)
        or not _NO_TEXT_CLASSES.isdisjoint(attributes.get("class", ()))
        or attributes.get("aria-hidden") == "true"
        or (element.name == "a" and str(attributes.get("id")).startswith("__codelineno"))
    )


def _is_box(element: Tag) -> bool:
    return (
        element.name == "details"
        or "data-figure" in element.attrs
        or not _BOX_CLASSES.isdisjoint(element.attrs.get("class", ()))
    )


def _of_class(name: str, elements: Iterable[Tag]) -> list[Tag]:
    return [element for element in elements if name in element.get_attribute_list("class")]


def _write_as_code(page: BeautifulSoup, element: Tag) -> None:
    """Turn an element that holds nothing but a formula into code: `2n**3`."""
    if element.name in ("p", "li"):
        return  # Prose.
    if all(child.name in ("i", "sub") for child in element.find_all(recursive=False)):
        code = page.new_tag("code", string=_text(element))
        element.clear()
        element.append(code)


def _bold(page: BeautifulSoup, text: str) -> Tag:
    paragraph = page.new_tag("p")
    paragraph.append(page.new_tag("strong", string=text))
    return paragraph


def _say_what_is_pictured(picture: Tag) -> None:
    """Replace a drawing by its name; one without a name is decoration."""
    label = picture.get("aria-label") or _text(picture.find("title"))
    if label:
        picture.replace_with(str(label))
    else:
        picture.decompose()


def _put_source_first(page: BeautifulSoup, listing: Tag) -> None:
    """Turn a listing into source that can be copied, and a table of the lines with costs."""
    table = listing.find("table")
    if table is None:
        return
    lines = [code.get_text() for code in listing.select(".listing__code > code")]
    source = page.new_tag("pre", attrs={"class": "language-python"})
    source.string = "\n".join(lines)
    table.insert_before(source)
    for row in table.tbody.find_all("tr", recursive=False) if table.tbody else ():
        if _CHARGED.isdisjoint(row.get_attribute_list("class")):
            row.decompose()


def _put_rows_in_one_body(table: Tag) -> None:
    """Leave a table one head: the library takes the first row of headers in each part for one."""
    body = table.tbody
    if body is None:
        return
    parts = table.find_all(["tbody", "tfoot"], recursive=False)
    for row in [row for part in parts for row in part.find_all("tr", recursive=False)]:
        for cell in row.find_all(["th", "td"]):
            cell.name = "td"
            del cell["colspan"]  # A short row is filled up; a column of bars may be gone.
        body.append(row)


def _make_terminal(page: BeautifulSoup, capture: Tag) -> None:
    """Show commands and what the last of them printed as one terminal, and then their files."""
    commands = capture.select(".capture__command")
    if not commands:
        return
    output = capture.select_one("pre")
    if output is None:  # What it printed is a table.
        output = page.new_tag("pre")
        capture.insert(0, output)
    output["class"] = "language-console"
    output.insert(0, "".join(f"$ {_text(command)}\n" for command in commands))
    files = {link["href"]: link for link in capture.select(".capture__command a[download]")}
    if files:
        output.insert_after(_list_of_files(page, files.values()))
    for command in commands:
        command.decompose()


def _list_of_files(page: BeautifulSoup, links: Iterable[Tag]) -> Tag:
    paragraph = page.new_tag("p", string="Files:")
    for link in links:
        paragraph.extend([" ", link.extract()])
    return paragraph


def _name_tabs(page: BeautifulSoup, tabs: Tag) -> None:
    """Put the name of each tab above what it shows."""
    labels = tabs.select(":scope > .tabbed-labels > label")
    for label, block in zip(labels, tabs.select(".tabbed-block"), strict=False):
        block.insert(0, _bold(page, _text(label)))
    for bar in tabs.select(":scope > .tabbed-labels"):
        bar.decompose()
