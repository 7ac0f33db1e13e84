"""The Python-Markdown extension that pages use.

    {{ expression | filter }}          a figure in prose, a table, a heading
    /// name | argument                a block; `blocks.registry` lists them

It is an extension and not a MkDocs plugin or hook, so that it works in every generator
that renders with Python-Markdown. The order of events on a page:

    preprocessor   loads what was measured and accepted; replaces each {{ ... }} by a token
    blocks         become elements that hold tokens
    treeprocessors drop other rounds' passages; put the page's round first in tables
    postprocessor  reads the page once for numbers that were typed, then replaces the tokens
                   that are left by what they look up

Evaluating last means that a passage for another round is never looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import slugify, unique
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString, code_escape

from whestdocs.competition.rounds import ROUNDS, round_by_tag
from whestdocs.errors import WhestdocsError
from whestdocs.markdown_source import EXPRESSION_OR_CODE
from whestdocs.pages.blocks.registry import BlocksExtension, refusal
from whestdocs.pages.loaded_editions import loaded_edition
from whestdocs.pages.page import PageError, is_docstring, page_of
from whestdocs.pages.page_state import Begin, PageState
from whestdocs.pages.page_text import PROGRAM_BEGINS, PROGRAM_ENDS
from whestdocs.project import find_project
from whestdocs.text import with_breaks

_PLACEHOLDER = re.compile("\x02.*?\x03")
_HTML_PLACEHOLDER = re.compile("\x02wzxhzdk:(\\d+)\x03")
_OPTION = re.compile(r"--[\w-]+")
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCK_LINE = re.compile("^ {0,3}///.*$", re.MULTILINE)


class WhestdocsExtension(Extension):
    """Registers everything; holds the state of the page at hand."""

    def __init__(self, **options: Any) -> None:
        self.config = {
            "round": ["", "Tag of the round that pages are rendered for"],
            "edition": ["", "What they may look up, where something has loaded it already"],
        }
        self.page_state: PageState | None = None
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the processors; see the module's text for their order."""
        md.registerExtension(self)
        # Below superfences (25), so that fences are gone; above HTML blocks (20).
        md.preprocessors.register(Expressions2Tokens(md, self.begin), "whestdocs", 22)
        md.preprocessors.register(AuthoredHtml(md, self.begin), "whestdocs-html", 19)
        BlocksExtension(self.begin).extendMarkdown(md)
        # Above highlighting (30), which takes code away; inline syntax follows at 20.
        md.treeprocessors.register(ProgramsHtml(md, self.begin), "whestdocs-programs", 34)
        md.treeprocessors.register(ClosedBlocks(md, self.begin), "whestdocs-blocks", 33)
        md.treeprocessors.register(OtherRounds(md, self.begin), "whestdocs-rounds", 32)
        md.treeprocessors.register(OwnRoundFirst(md, self.begin), "whestdocs-columns", 31.5)
        md.treeprocessors.register(CodeAsItIs(md, self.begin), "whestdocs-code", 31)
        # Above the contents (5), which make what headings look up part of their addresses.
        md.treeprocessors.register(HeadingIds(md, self.begin), "whestdocs-headings", 6)
        # Below the contents, whose titles are no place for marks.
        md.treeprocessors.register(Typography(md, self.begin), "whestdocs-typography", 3)
        md.treeprocessors.register(LeftOver(md, self.begin), "whestdocs-left-over", 1)
        md.treeprocessors.register(Complete(md, self.begin), "whestdocs-complete", 0.5)
        md.postprocessors.register(Tokens2Html(md, self.begin), "whestdocs", 5)

    def reset(self) -> None:
        """Forget the page; called by Markdown before each conversion."""
        self.page_state = None

    def begin(self, md: Markdown) -> PageState:
        """Start a page: load what it may look up, if whoever builds it has not."""
        if self.page_state is None:
            page = page_of(md)
            try:
                prepared = self.getConfig("edition") or loaded_edition(
                    find_project(page.folder if page else None),
                    round_by_tag(self.getConfig("round") or None),
                )
            except WhestdocsError as error:
                raise PageError(str(error)) from error
            self.page_state = PageState(prepared, None if is_docstring(md) else page)
        return self.page_state


class OnPage:
    """What knows the state of the page at hand; processors of all kinds are that too."""

    def __init__(self, md: Markdown, begin: Begin) -> None:
        super().__init__(md)  # type: ignore[call-arg]
        self._md = md
        self._begin = begin

    @property
    def page_state(self) -> PageState:
        """The state of the page at hand."""
        return self._begin(self._md)


class Expressions2Tokens(OnPage, Preprocessor):
    """Replaces each ``{{ ... }}`` outside code by a token, before tables split at ``|``."""

    def run(self, lines: list[str]) -> list[str]:
        """Return ``lines`` with tokens."""
        state = self.page_state

        def replace(match: re.Match[str]) -> str:
            if match["expression"] is None:
                return match[0]
            source = " ".join(match["expression"].split())
            return state.token(match[0], lambda: state.expression(source))

        return EXPRESSION_OR_CODE.sub(replace, "\n".join(lines)).split("\n")


class AuthoredHtml(OnPage, Preprocessor):
    """Notes how much raw HTML the page itself has, right after Markdown has set it aside."""

    def run(self, lines: list[str]) -> list[str]:
        """Return ``lines`` as they are."""
        self.page_state.authored = len(self.md.htmlStash.rawHtmlBlocks)
        return lines


class PageStep(OnPage, Treeprocessor):
    """A treeprocessor that knows the state of the page at hand."""


class ClosedBlocks(PageStep):
    """Refuses a block without an end: it would swallow the rest of the page."""

    def run(self, root: Element) -> None:
        """Raise an error at the first one."""
        for entry in self.md.parser.blockprocessors["blocks"].stack:  # type: ignore[attr-defined]
            header = getattr(entry.block, "header", str(entry.block.NAME))
            raise self.page_state.error(
                header,
                f"the block `{header}` is not closed. End it with a line of as many slashes as "
                "it begins with.",
            )


class OtherRounds(PageStep):
    """Drops passages for other rounds, before anything in them is looked at."""

    def run(self, root: Element) -> None:
        """Remove the elements that a round block marked for other rounds."""
        tag = self.page_state.edition.round.tag
        for parent in list(root.iter()):
            for child in list(parent):
                rounds = child.get("data-rounds")
                if rounds is None:
                    continue
                if tag in rounds.split():
                    del child.attrib["data-rounds"]
                else:
                    parent.remove(child)


class OwnRoundFirst(PageStep):
    """Puts the page's round before the others in a table with a column for each.

    On a phone the last columns are off the screen.
    """

    def run(self, root: Element) -> None:
        """Move the column of the page's round in each such table."""
        tag = self.page_state.edition.round.tag
        for table in root.iter("table"):
            heads = ["".join(cell.itertext()).strip() for cell in table.iterfind("thead/tr/th")]
            columns = [number for number, text in enumerate(heads) if text in ROUNDS]
            if tag not in heads or len(columns) < len(ROUNDS):
                continue
            for row in table.iter("tr"):
                cell = row[heads.index(tag)]
                row.remove(cell)
                row.insert(columns[0], cell)


class CodeAsItIs(PageStep):
    """Puts expressions back where Markdown turned out to see code, in an indented passage."""

    def run(self, root: Element) -> None:
        """Replace the tokens in code by what they stand for."""
        state = self.page_state
        for element in root.iter("code"):
            text = element.text or ""
            for number in state.numbers_of(text):
                token, fragment = f"\x02whestdocs:{number}\x03", state.fragment(number)
                text = text.replace(token, code_escape(re.sub("\n {4}", "\n", fragment)))
            element.text = AtomicString(text)


class HeadingIds(PageStep):
    """Keeps figures out of the addresses of headings: a link must survive a new figure."""

    def run(self, root: Element) -> None:
        """Give headings that look something up an id made of their other words."""
        used = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
        for element in root.iter():
            if element.tag not in _HEADINGS or "id" in element.attrib:
                continue
            text = "".join(element.itertext())
            words = slugify(_PLACEHOLDER.sub(" ", text), "-")
            if words and self.page_state.numbers_of(text):
                element.set("id", unique(words, used))


def _texts(element: Element) -> Iterator[str]:
    """Yield the pieces of text below ``element`` that are not code."""
    yield element.text or ""
    for child in element:
        if child.tag not in ("code", "pre", "script", "style"):
            yield from _texts(child)
        yield child.tail or ""


class LeftOver(PageStep):
    """Refuses what was meant to be an expression or a block, and that nothing recognised."""

    def run(self, root: Element) -> None:
        """Raise an error at the first one."""
        state = self.page_state
        for text in _texts(root):
            if "{{" in text:
                rest = text[text.index("{{") :].split("\n")[0]
                raise state.error(
                    rest.split("\x02")[0],
                    "this `{{` begins an expression without an end. Close it with `}}`, or write "
                    "`\\{{` or inline code if you mean the braces.",
                )
            block_line = _BLOCK_LINE.search(text)
            if block_line and state.page is not None:
                line = block_line[0].strip()
                raise state.error(line, refusal(line))


class ProgramsHtml(PageStep):
    """Marks what mkdocstrings wrote: it is no prose of the page's author."""

    def run(self, root: Element) -> None:
        """Put marks around each piece, where Markdown has set it aside."""
        stash = self.md.htmlStash.rawHtmlBlocks
        for element in root.iter("div"):
            placeholder = _HTML_PLACEHOLDER.fullmatch((element.text or "").strip())
            if element.get("class") != "mkdocstrings" or placeholder is None:
                continue
            # Whoever writes such an element on a page has its text set aside earlier.
            number = int(placeholder[1])
            if number >= self.page_state.authored and isinstance(stash[number], str):
                stash[number] = f"{PROGRAM_BEGINS}{stash[number]}{PROGRAM_ENDS}"


class Typography(PageStep):
    """Says where inline code may break; keeps the heads of tables out of the search."""

    def run(self, root: Element) -> None:
        """Mark where code may break, options, and which elements the search leaves out."""
        mark = self.md.htmlStash.store("<wbr>")
        for parent in root.iter():
            if parent.tag == "thead":
                parent.set("data-search-exclude", "")
            for code in parent:
                if code.tag == "code" and parent.tag != "pre" and code.text:
                    if _OPTION.fullmatch(self._stashed(code.text)):
                        code.set("class", "option")
                    code.text = AtomicString(with_breaks(code.text, mark))

    def _stashed(self, text: str) -> str:
        """Return what Markdown has set aside, if ``text`` says so: inlinehilite does with code."""
        placeholder = _HTML_PLACEHOLDER.fullmatch(text)
        return str(self.md.htmlStash.rawHtmlBlocks[int(placeholder[1])]) if placeholder else text


class Complete(PageStep):
    """Ends the page, where all tokens before are resolved, with the provenances it needs."""

    def run(self, root: Element) -> None:
        """Append a token for them."""
        state = self.page_state
        state.is_complete = True
        if state.has_tokens:
            SubElement(root, "div").text = state.token("", state.popovers.html)


class Tokens2Html(OnPage, Postprocessor):
    """Reads the page, and replaces the tokens that are left by what they look up."""

    def run(self, text: str) -> str:
        """Return the page's HTML, complete."""
        state = self.page_state
        if state.is_complete:
            state.read(text)
        return state.resolve(text)


def makeExtension(**options: Any) -> WhestdocsExtension:
    """Return the extension; Markdown calls this by name."""
    return WhestdocsExtension(**options)
