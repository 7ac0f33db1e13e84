"""HTML written as Markdown in which text stays text, whatever it looks like.

Pages show what programs printed and what sources hold. None of that may open a heading, a link,
HTML or a block of code, nor end one: it would say what no page says. So fences are longer than
the backticks between them, and wherever else text stands what would be markup is escaped.
"""

from __future__ import annotations

import posixpath
import re
from html import escape
from urllib.parse import quote, urlsplit, urlunsplit

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from markdown.extensions.toc import slugify
from markdownify import ATX, MarkdownConverter

from whestdocs.text import visible_lines

#: Name of a twin, in the folder of its page.
TWIN = "index.md"

#: What is markup anywhere: code, emphasis, a link, HTML, an entity. A bracket at the end of a
#: text may stand before what makes it a link.
_MARKUP = re.compile(
    r"[\\`*]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?]|$)|!(?=\[|$)|\](?=[(\[:]|$)"
    r"|&(?=#?\w+;)|~(?=~|$)|(?<=~)~"
)
#: What is markup at the beginning of a line: a heading, a quote, a list, a rule, a fence, a table.
_LINE_MARKUP = re.compile(
    r"^(\s*)(?:([>|]|\#(?=\#*(?:\s|$))|-(?=[\s|:-]|$)|[+=](?=[\s=]|$)|:(?=-|$))"
    r"|(\d+)([.)](?=\s|$)))"
)
#: Elements that stand within a line.
_INLINE = {"a", "abbr", "b", "button", "code", "em", "i", "kbd", "mark", "output", "s", "samp"}
_INLINE |= {"small", "span", "strong", "sub", "sup", "time", "u", "var"}
_BACKTICKS = re.compile(r"`+")
_LANGUAGE = re.compile(r"language-([\w+#.-]+)")
#: A block of code, which stays as it is, or more empty lines than blocks need between them.
_BLOCK_OR_GAP = re.compile(
    r"^(?P<indent>[> ]*)(?:(?:[-*]|\d+\.) )*(?P<fence>`{3,}).*?\n[> ]*(?P=fence)$|\n{3,}",
    re.MULTILINE | re.DOTALL,
)
_RULE = re.compile(r"^\|(?: --- \|)+$", re.MULTILINE)
#: What links may lead to besides other files of the site.
_SCHEMES = {"http", "https", "mailto"}
#: What stays in an address; a bracket, a blank or a sign of HTML would end or escape it.
_SAFE = "/:?#@!$&'*+,;=%[]~"
#: Any place deep enough for links that lead out of a round.
_ROOT = "/site/round"
#: Stand around the path from there of what a link leads to, until the file is known that it is for.
_LINK = "\x02{}\x03"
_LINKED = re.compile("\x02(.*?)\x03")


def written(content: Tag, folder: str) -> str:
    """Return the text of a page in ``folder`` as Markdown, whose links are not there yet."""
    for text in list(content.find_all(string=True)):
        shown = visible_lines(text)  # Controls stand around links, and readers see none.
        if shown != text:
            text.replace_with(shown)
    markdown: str = _Writer(folder).convert_soup(content)
    return _BLOCK_OR_GAP.sub(lambda it: it[0] if it["fence"] else "\n\n", markdown).strip() + "\n"


def with_links_from(markdown: str, start: str) -> str:
    """Return Markdown with links that are relative to the folder ``start`` of the round."""
    here = posixpath.join(_ROOT, start)
    return _LINKED.sub(lambda link: posixpath.relpath(link[1], here), markdown)


def escaped(text: str) -> str:
    """Return ``text`` as Markdown that shows it and stands within a line."""
    return _MARKUP.sub(r"\\\g<0>", visible_lines(" ".join(text.split())))


class _Writer(MarkdownConverter):  # type: ignore[misc]
    """Writes Markdown; its methods are called by the library, one for each kind of element."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            heading_style=ATX,
            bullets="-",
            wrap=True,  # Each paragraph on one line.
            wrap_width=None,
        )
        self._folder = folder

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Return ``text`` with what Markdown would take for markup escaped."""
        return _MARKUP.sub(r"\\\g<0>", text)

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """Return a text, which begins nothing where it begins a line."""
        text = str(super().process_text(el, parent_tags=parent_tags))
        if "_noformat" in (parent_tags or ()) or not _may_begin_line(el):
            return text
        return _LINE_MARKUP.sub(_escaped_beginning, text)

    def convert_a(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a link, to the twin where it leads to a page."""
        href = element.get("href")
        if not isinstance(href, str) or not text.strip() or "_noformat" in parent_tags:
            return text
        address = _address(href, self._folder)
        return f"[{text.strip()}]({address})" if address else text

    def convert_img(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a picture; one that stands in the page itself is what it is called."""
        called = self.escape(" ".join(str(element.get("alt", "")).split()), parent_tags)
        called = _LINE_MARKUP.sub(_escaped_beginning, visible_lines(called))
        address = _address(str(element.get("src", "")), self._folder)
        return f"![{called}]({address})" if address else called

    def convert_code(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        """Return code within a line."""
        if "_noformat" in parent_tags:
            return text
        text = " ".join(text.split("\n"))
        in_cell = not parent_tags.isdisjoint({"td", "th"})
        if in_cell and "\\|" in text:  # Where a bar is escaped; in code this backslash cannot be.
            return self.escape(text, parent_tags)
        return str(super().convert_code(element, text, parent_tags))

    convert_kbd = convert_samp = convert_code

    def convert_pre(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a block of code; its fence is longer than any that the code has."""
        if "_inline" in parent_tags:
            return self.convert_code(element, text, parent_tags)
        text = text.strip("\n")
        if not text:
            return ""
        fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(text)), default=0))
        return f"\n\n{fence}{_language(element)}\n{text}\n{fence}\n\n"

    def convert_hN(self, n: int, element: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a heading, with an anchor where its text does not tell its address."""
        heading = str(super().convert_hN(n, element, text, parent_tags))
        address = element.get("id")
        told = slugify(" ".join(element.get_text().split()), "-")
        if n == 1 or "_inline" in parent_tags or address in (None, told):
            return heading
        return f'\n\n<a id="{escape(str(address))}"></a>{heading}'

    def convert_td(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a cell."""
        return str(super().convert_td(element, _in_cell(text), parent_tags))

    def convert_th(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a header cell."""
        return str(super().convert_th(element, _in_cell(text), parent_tags))

    def convert_table(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        """Return a table, its numbers aligned to the right as on the page."""
        row = element.find("tr")
        cells = row.find_all(["th", "td"]) if isinstance(row, Tag) else []
        rule = "".join(" ---: |" if _is_right(cell) else " --- |" for cell in cells)

        def aligned(match: re.Match[str]) -> str:
            return f"|{rule}" if match[0].count("|") == len(cells) + 1 else match[0]

        return str(super().convert_table(element, _RULE.sub(aligned, text, count=1), parent_tags))


def _may_begin_line(text: PageElement) -> bool:
    """Return whether nothing that shows stands before a text in its line, as far as is known."""
    before = text.previous_sibling
    while before is not None and not before.get_text().strip():
        if isinstance(before, Tag) and before.name == "br":
            return True
        before = before.previous_sibling
    return not (isinstance(before, NavigableString) or getattr(before, "name", "") in _INLINE)


def _escaped_beginning(match: re.Match[str]) -> str:
    blank, sign, number, end = match.groups(default="")
    return f"{blank}{number}\\{sign or end}"


def _language(pre: Tag) -> str:
    """Return the language of a code block, from the class ``language-...`` on or around it."""
    for element in (pre, *pre.parents):
        for name in element.get_attribute_list("class"):
            found = _LANGUAGE.fullmatch(str(name))
            if found:
                return found[1]
    return ""


def _in_cell(text: str) -> str:
    """Return ``text`` on one line; a bar in it, even in code, would end the cell."""
    return " ".join(text.split()).replace("|", "\\|")


def _is_right(cell: Tag) -> bool:
    return "right" in str(cell.get("style", "")) or "number" in cell.get_attribute_list("class")


def _address(href: str, folder: str) -> str:
    """Return where a link of the page in ``folder`` leads, its path marked; "" where to nothing."""
    try:
        parts = urlsplit(quote(visible_lines(href.strip()), _SAFE))
    except ValueError:  # What looks like a server has no name that one can have.
        return ""
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return parts.geturl() if parts.scheme in {"", *_SCHEMES} else ""
    path = posixpath.join(_ROOT, folder, parts.path)
    if posixpath.basename(path) in ("", ".", ".."):
        path = posixpath.join(path, TWIN)
    return urlunsplit(parts._replace(path=_LINK.format(path)))
