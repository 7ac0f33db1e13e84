"""Pages of notebooks: what mkdocs-jupyter made of them, turned into what Markdown pages are.

Its pages bring styles, scripts and addresses of their own; here they get the same code blocks,
links and search as the others.
"""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from mkdocs.structure.files import File, Files

from whestdocs.pages.page import PageError

#: How the address of a drawing begins that mkdocs-jupyter has made an image of.
_DRAWING = "data:image/svg+xml;base64,"


class Links:
    """Turns links between sources into links between pages, as MkDocs does in Markdown."""

    def __init__(self, file: File, files: Files) -> None:
        self.file = file
        self._files = files

    def address(self, href: str) -> str:
        """Return where a link of the notebook leads.

        Raises:
            PageError: It leads nowhere.
        """
        parts = urlsplit(href)
        if parts.scheme or parts.netloc or not parts.path:
            return href
        path = posixpath.join(posixpath.dirname(self.file.src_uri), parts.path)
        target = self._files.get_file_from_path(posixpath.normpath(path))
        if target is None:
            raise PageError(
                f"docs/{self.file.src_uri}: the link to {href} leads to no page and no published "
                "file. Correct it."
            )
        return parts._replace(path=target.url_relative_to(self.file)).geturl()


def page_html(html: str, links: Links) -> str:
    """Return what mkdocs-jupyter made of a notebook as the text of a page."""
    notebook = BeautifulSoup(html, "html.parser", preserve_whitespace_tags={"pre", "code"})
    page = BeautifulSoup("", "html.parser")
    for cell in notebook.select(".jp-Cell:not(.jp-Cell .jp-Cell)"):
        parts = _text(cell, page, links) if cell.select(".jp-MarkdownOutput") else _code(cell, page)
        for part in list(parts):
            page.append(part)
    _offer_download(page, posixpath.basename(links.file.src_uri))
    _keep_one_style(page)
    return str(page)


def _text(cell: Tag, page: BeautifulSoup, links: Links) -> Iterator[Any]:
    """Yield the elements of a cell's text, its links leading to pages."""
    for anchor in cell.select("a.anchor-link"):
        anchor["class"] = "headerlink"
        anchor["title"] = "Link to this section"
    for link in cell.select("a[href]:not(.headerlink)"):
        link["href"] = links.address(str(link["href"]))
    for text in cell.select(".jp-MarkdownOutput"):
        yield from [child.extract() for child in list(text.children)]


def _code(cell: Tag, page: BeautifulSoup) -> Iterator[Tag]:
    for code in cell.select(".jp-InputArea pre"):
        yield _block(page, code, "language-python highlight")
    for output in cell.select(".jp-OutputArea-output"):
        shown = page.new_tag("div", attrs={"class": "notebook-output"})
        if "jp-RenderedText" in output.get_attribute_list("class"):
            for text in output.select("pre"):
                shown.append(_block(page, text, "language-text highlight"))
        else:
            _draw(output)
            shown.extend([child.extract() for child in list(output.children)])
        yield shown


def _draw(output: Tag) -> None:
    """Put drawings on the page itself, where they take its colours and have their names."""
    for picture in output.select(f"img[src^='{_DRAWING}']"):
        svg = base64.b64decode(str(picture["src"]).removeprefix(_DRAWING)).decode()
        drawing = BeautifulSoup(svg, "html.parser").svg
        if drawing is not None:
            picture.replace_with(drawing)


def _block(page: BeautifulSoup, pre: Tag, classes: str) -> Tag:
    """Return a block of code as a Markdown page has it."""
    block = page.new_tag("div", attrs={"class": classes})
    outer, code = page.new_tag("pre"), page.new_tag("code")
    code.extend([child.extract() for child in list(pre.children)])
    outer.append(code)
    block.append(outer)
    return block


def _offer_download(page: BeautifulSoup, name: str) -> None:
    """Put a link to the notebook below the first paragraph."""
    first = page.find("p")
    if first is not None:
        link = page.new_tag("a", attrs={"href": name, "download": ""}, string="Download")
        offer = page.new_tag("p", attrs={"class": "notebook-download"})
        offer.extend([link, " this notebook to run it yourself."])
        first.insert_after(offer)


def _keep_one_style(page: BeautifulSoup) -> None:
    """Remove scripts, and styles that are there already."""
    for script in page.select("script"):
        script.decompose()
    seen: set[str] = set()
    for style in page.select("style"):
        if str(style) in seen:
            style.decompose()
        else:
            seen.add(str(style))
