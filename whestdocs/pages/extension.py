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
from collections.abc import Callable, Iterator
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


#: Does one thing to the elements of a page, given its state and what converts it.
Step = Callable[[Element, PageState, Markdown], None]


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
        for step, priority in _STEPS.items():
            name = f"whestdocs-{step.__name__}"
            md.treeprocessors.register(PageStep(md, self.begin, step), name, priority)
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
    """Does one thing to a page, given its elements and its state."""

    def __init__(self, md: Markdown, begin: Begin, step: Step) -> None:
        super().__init__(md, begin)
        self._step = step

    def run(self, root: Element) -> None:
        """Do it."""
        self._step(root, self.page_state, self.md)


def refuse_open_blocks(root: Element, state: PageState, md: Markdown) -> None:
    """Refuse a block without an end: it would swallow the rest of the page."""
    for entry in md.parser.blockprocessors["blocks"].stack:  # type: ignore[attr-defined]
        header = getattr(entry.block, "header", str(entry.block.NAME))
        raise state.error(
            header,
            f"the block `{header}` is not closed. End it with a line of as many slashes as "
            "it begins with.",
        )


def drop_other_rounds(root: Element, state: PageState, md: Markdown) -> None:
    """Drop passages for other rounds, before anything in them is looked at."""
    tag = state.edition.round.tag
    for parent in list(root.iter()):
        for child in list(parent):
            rounds = child.get("data-rounds")
            if rounds is None:
                continue
            if tag in rounds.split():
                del child.attrib["data-rounds"]
            else:
                parent.remove(child)


def put_own_round_first(root: Element, state: PageState, md: Markdown) -> None:
    """Put the page's round before the others in a table with a column for each.

    On a phone the last columns are off the screen.
    """
    tag = state.edition.round.tag
    for table in root.iter("table"):
        heads = ["".join(cell.itertext()).strip() for cell in table.iterfind("thead/tr/th")]
        columns = [number for number, text in enumerate(heads) if text in ROUNDS]
        if tag not in heads or len(columns) < len(ROUNDS):
            continue
        for row in table.iter("tr"):
            cell = row[heads.index(tag)]
            row.remove(cell)
            row.insert(columns[0], cell)


def restore_code(root: Element, state: PageState, md: Markdown) -> None:
    """Put expressions back where Markdown turned out to see code, in an indented passage."""
    for element in root.iter("code"):
        text = element.text or ""
        for number in state.numbers_of(text):
            token, fragment = f"\x02whestdocs:{number}\x03", state.fragment(number)
            text = text.replace(token, code_escape(re.sub("\n {4}", "\n", fragment)))
        element.text = AtomicString(text)


def name_headings(root: Element, state: PageState, md: Markdown) -> None:
    """Keep figures out of the addresses of headings: a link must survive a new figure."""
    used = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
    for element in root.iter():
        if element.tag not in _HEADINGS or "id" in element.attrib:
            continue
        text = "".join(element.itertext())
        words = slugify(_PLACEHOLDER.sub(" ", text), "-")
        if words and state.numbers_of(text):
            element.set("id", unique(words, used))


def _texts(element: Element) -> Iterator[str]:
    """Yield the pieces of text below ``element`` that are not code."""
    yield element.text or ""
    for child in element:
        if child.tag not in ("code", "pre", "script", "style"):
            yield from _texts(child)
        yield child.tail or ""


def refuse_left_over(root: Element, state: PageState, md: Markdown) -> None:
    """Refuse what was meant to be an expression or a block, and that nothing recognised."""
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


def mark_programs(root: Element, state: PageState, md: Markdown) -> None:
    """Mark what mkdocstrings wrote: it is no prose of the page's author."""
    stash = md.htmlStash.rawHtmlBlocks
    for element in root.iter("div"):
        placeholder = _HTML_PLACEHOLDER.fullmatch((element.text or "").strip())
        if element.get("class") != "mkdocstrings" or placeholder is None:
            continue
        # Whoever writes such an element on a page has its text set aside earlier.
        number = int(placeholder[1])
        if number >= state.authored and isinstance(stash[number], str):
            stash[number] = f"{PROGRAM_BEGINS}{stash[number]}{PROGRAM_ENDS}"


def _stashed(text: str, md: Markdown) -> str:
    """Return what Markdown has set aside, if ``text`` says so: inlinehilite does with code."""
    placeholder = _HTML_PLACEHOLDER.fullmatch(text)
    return str(md.htmlStash.rawHtmlBlocks[int(placeholder[1])]) if placeholder else text


def set_typography(root: Element, state: PageState, md: Markdown) -> None:
    """Say where inline code may break; keep the heads of tables out of the search."""
    mark = md.htmlStash.store("<wbr>")
    for parent in root.iter():
        if parent.tag == "thead":
            parent.set("data-search-exclude", "")
        for code in parent:
            if code.tag == "code" and parent.tag != "pre" and code.text:
                if _OPTION.fullmatch(_stashed(code.text, md)):
                    code.set("class", "option")
                code.text = AtomicString(with_breaks(code.text, mark))


def complete(root: Element, state: PageState, md: Markdown) -> None:
    """End the page, where all tokens before are resolved, with the provenances it needs."""
    state.is_complete = True
    if state.has_tokens:
        SubElement(root, "div").text = state.token("", state.popovers.html)


#: The steps with their priorities; the higher comes first.
_STEPS: dict[Step, float] = {
    # Above highlighting (30), which takes code away; inline syntax follows at 20.
    mark_programs: 34,
    refuse_open_blocks: 33,
    drop_other_rounds: 32,
    put_own_round_first: 31.5,
    restore_code: 31,
    # Above the contents (5), which make what headings look up part of their addresses.
    name_headings: 6,
    # Below the contents, whose titles are no place for marks.
    set_typography: 3,
    refuse_left_over: 1,
    complete: 0.5,
}


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
