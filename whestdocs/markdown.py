"""The Python-Markdown extension that pages use.

    {{ expression | filter }}          a figure in prose, a table, a heading
    /// operations | SOURCE            the table of an example's operations
    /// listing | SOURCE               an example's source with FLOPs beside each line
    /// layers | SOURCE                the cost of each layer, as a chart
    /// capture | NAME                 a command and what it printed
    /// costs | NAME                   what it printed that things cost, with bars
    /// source | NAME                  a file that a captured command is about
    /// score | NAME                   a score worked out from a captured report
    /// multiplier | SOURCE ...        the score's multiplier, as a chart
    /// claim | CONDITION              a sentence that must be true, or the build fails
    /// round | TAG ...                a passage for some rounds only
    /// commands                       the reference of the command line

It is an extension and not a MkDocs plugin or hook, so that it works in every generator
that renders with Python-Markdown. The order of events on a page:

    preprocessor   measures and checks first; replaces each {{ ... }} by a token
    blocks         become elements that hold tokens
    treeprocessors drop other rounds' passages; look for numbers that were typed
    postprocessor  replaces the tokens that are left by what they look up

Evaluating last means that a passage for another round is never looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import slugify, unique
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString, code_escape
from markupsafe import escape

from whestdocs.blocks import BLOCKS, BlocksExtension
from whestdocs.edition import Edition, edition
from whestdocs.errors import FigureError, WhestdocsError
from whestdocs.expressions import Constant, Expressions
from whestdocs.page import Page, PageError, page_of
from whestdocs.progress import ProgressBar
from whestdocs.project import find_project
from whestdocs.prose import typed_numbers, typed_numbers_in_html
from whestdocs.quantities import Written
from whestdocs.rounds import round_by_tag
from whestdocs.views.figure import figure_button
from whestdocs.views.popover import Popovers

_EXPRESSION = re.compile(
    r"""(?<![\\`])(?P<ticks>`+)(?!`)(?:(?!\n\n).)+?(?<!`)(?P=ticks)(?!`)  # inline code
      | <!--.*?-->
      | (?<!\\)\{\{(?P<expression>
            (?:(?>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?!\}\}).))+  # names hold any sign
        )\}\}""",
    re.DOTALL | re.VERBOSE,
)
_TOKEN = re.compile("\x02whestdocs:(\\d+)\x03")
_PLACEHOLDER = re.compile("\x02.*?\x03")
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCK_LINE = re.compile("^ {0,3}///.*$", re.MULTILINE)


class Rendering:
    """The state of one page being rendered.

    Attributes:
        edition: What may be looked up.
        page: The page, or None for text that is no page.
        popovers: The provenances that the page needs.
        in_links: Numbers of the tokens that stand in links, where no button may.
        fences: How many pieces of HTML had been set aside when expressions were looked for.
    """

    def __init__(self, edition: Edition, page: Page | None) -> None:
        self.edition = edition
        self.page = page
        self.popovers = Popovers()
        self.expressions = Expressions(edition)
        self.in_links: set[int] = set()
        self.fences = 0
        self._jobs: list[tuple[str, Callable[[], str]]] = []
        self._is_in_link = False

    def token(self, fragment: str, job: Callable[[], str]) -> str:
        """Return a token that the postprocessor replaces by the HTML that ``job`` returns.

        Args:
            fragment: The piece of the page's source that errors point at.
            job: Called only if the token is still on the page at the end.
        """
        self._jobs.append((fragment, job))
        return f"\x02whestdocs:{len(self._jobs) - 1}\x03"

    @property
    def has_tokens(self) -> bool:
        """Whether anything on the page is looked up."""
        return bool(self._jobs)

    def resolve(self, html: str) -> str:
        """Return ``html`` with all tokens replaced."""
        return _TOKEN.sub(lambda token: self._run(int(token[1])), html)

    def numbers_of(self, text: str | None) -> list[int]:
        """Return the numbers of the tokens in ``text``."""
        return [int(number) for number in _TOKEN.findall(text or "")]

    def fragment(self, number: int) -> str:
        """Return the piece of the page's source that a token stands for."""
        return self._jobs[number][0]

    def _run(self, number: int) -> str:
        fragment, job = self._jobs[number]
        self._is_in_link = number in self.in_links
        try:
            return job()
        except PageError:
            raise
        except WhestdocsError as error:
            raise self.error(fragment, str(error)) from error
        except Exception as error:
            message = f"whestdocs failed here: {type(error).__name__}: {error}."
            raise self.error(fragment, message) from error

    def error(self, fragment: str, message: str) -> PageError:
        """Return an error that names the line of ``fragment``."""
        return (self.page or Page("(text)", "")).error(fragment, message)

    def typed(self, number: str) -> PageError:
        """Return the error that ``number`` was typed."""
        return self.error(
            number,
            f"the number {number!r} is typed. Use a figure, `{{{{ figure(...) }}}}`, or, if "
            f'it is no measurement, `{{{{ constant("{number}") }}}}`.',
        )

    def expression(self, source: str) -> str:
        """Return the HTML of what an expression comes to."""
        value = self.expressions.value(source)
        if isinstance(value, Constant):
            return str(escape(value.text))
        if isinstance(value, str):
            return str(escape(value))
        return self.written(value)

    def written(self, value: Written) -> str:
        """Return the HTML of a written quantity, with its provenance if it was measured."""
        if value.quantity.figures:
            figures = value.quantity.figures
            return figure_button(value.text, figures, self.popovers, raw=self._is_in_link)
        title = escape(value.quantity.origin)
        return f'<span class="constant" title="{title}">{escape(value.text)}</span>'


class WhestdocsExtension(Extension):
    """Registers everything; holds the rendering of the page at hand."""

    def __init__(self, **options: Any) -> None:
        self.config = {"round": ["", "Tag of the round that pages are rendered for"]}
        self.rendering: Rendering | None = None
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the processors; see the module's text for their order."""
        md.registerExtension(self)
        # Below superfences (25), so that fences are gone; above HTML blocks (20).
        md.preprocessors.register(Expressions2Tokens(md, self), "whestdocs", 22)
        md.preprocessors.register(RawHtml(md, self), "whestdocs-html", 19)
        BlocksExtension(self).extendMarkdown(md)
        # Above highlighting (30), which takes code away; inline syntax follows at 20.
        md.treeprocessors.register(ClosedBlocks(md, self), "whestdocs-blocks", 33)
        md.treeprocessors.register(OtherRounds(md, self), "whestdocs-rounds", 32)
        md.treeprocessors.register(CodeAsItIs(md, self), "whestdocs-code", 31)
        # Above the contents (5), which make what headings look up part of their addresses.
        md.treeprocessors.register(HeadingIds(md, self), "whestdocs-headings", 6)
        md.treeprocessors.register(Misplaced(md, self), "whestdocs-misplaced", 2)
        md.treeprocessors.register(TypedNumbers(md, self), "whestdocs-numbers", 1)
        md.treeprocessors.register(PopoversLast(md, self), "whestdocs-popovers", 0.5)
        md.postprocessors.register(Tokens2Html(md, self), "whestdocs", 5)

    def reset(self) -> None:
        """Forget the page; called by Markdown before each conversion."""
        self.rendering = None

    def begin(self, md: Markdown) -> Rendering:
        """Start a page: measure and check what it may look up."""
        if self.rendering is None:
            page = page_of(md)
            try:
                round_ = round_by_tag(self.getConfig("round") or None)
                project = find_project(page.folder if page else None)
                prepared = edition(project, round_, ProgressBar())
            except WhestdocsError as error:
                raise PageError(str(error)) from error
            self.rendering = Rendering(prepared, page)
        return self.rendering


class Expressions2Tokens(Preprocessor):
    """Replaces each ``{{ ... }}`` outside code by a token, before tables split at ``|``."""

    def __init__(self, md: Markdown, extension: WhestdocsExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, lines: list[str]) -> list[str]:
        """Return ``lines`` with tokens."""
        rendering = self._extension.begin(self.md)
        rendering.fences = len(self.md.htmlStash.rawHtmlBlocks)

        def replace(match: re.Match[str]) -> str:
            if match["expression"] is None:
                return match[0]
            source = " ".join(match["expression"].split())
            return rendering.token(match[0], lambda: rendering.expression(source))

        return _EXPRESSION.sub(replace, "\n".join(lines)).split("\n")


class RawHtml(Preprocessor):
    """Refuses numbers that were typed into raw HTML, right after Markdown has set it aside."""

    def __init__(self, md: Markdown, extension: WhestdocsExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, lines: list[str]) -> list[str]:
        """Raise an error at the first one, otherwise leave ``lines`` as they are."""
        rendering = self._extension.begin(self.md)
        # Blocks begin where fences end: what stands before them was highlighted.
        for block in self.md.htmlStash.rawHtmlBlocks[rendering.fences :]:
            if isinstance(block, str) and rendering.page is not None:
                for number in typed_numbers_in_html(block):
                    raise rendering.typed(number)
        return lines


class PageStep(Treeprocessor):
    """A treeprocessor that knows the rendering of the page at hand."""

    def __init__(self, md: Markdown, extension: WhestdocsExtension) -> None:
        super().__init__(md)
        self._extension = extension

    @property
    def rendering(self) -> Rendering:
        """The rendering of the page at hand."""
        return self._extension.begin(self.md)


class ClosedBlocks(PageStep):
    """Refuses a block without an end: it would swallow the rest of the page."""

    def run(self, root: Element) -> None:
        """Raise an error at the first one."""
        for entry in self.md.parser.blockprocessors["blocks"].stack:  # type: ignore[attr-defined]
            header = getattr(entry.block, "header", str(entry.block.NAME))
            raise self.rendering.error(
                header,
                f"the block `{header}` is not closed. End it with a line of as many slashes as "
                "it begins with.",
            )


class OtherRounds(PageStep):
    """Drops passages for other rounds, before anything in them is looked at."""

    def run(self, root: Element) -> None:
        """Remove the elements that a round block marked for other rounds."""
        tag = self.rendering.edition.round.tag
        for parent in list(root.iter()):
            for child in list(parent):
                rounds = child.get("data-rounds")
                if rounds is None:
                    continue
                if tag in rounds.split():
                    del child.attrib["data-rounds"]
                else:
                    parent.remove(child)


class CodeAsItIs(PageStep):
    """Puts expressions back where Markdown turned out to see code, in an indented passage."""

    def run(self, root: Element) -> None:
        """Replace the tokens in code by what they stand for."""
        rendering = self.rendering
        for element in root.iter("code"):
            text = element.text or ""
            for number in rendering.numbers_of(text):
                token, fragment = f"\x02whestdocs:{number}\x03", rendering.fragment(number)
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
            if words and self.rendering.numbers_of(text):
                element.set("id", unique(words, used))


class Misplaced(PageStep):
    """Sees to expressions that stand where none can be shown, or no button."""

    def run(self, root: Element) -> None:
        """Raise an error at the first that cannot be shown; note those in links."""
        rendering = self.rendering
        for element in root.iter():
            # An attribute can have no value, whatever the types say: attr_list makes such.
            for number in rendering.numbers_of(" ".join(filter(None, element.attrib.values()))):
                raise rendering.error(
                    rendering.fragment(number),
                    "an expression cannot stand in an address, a title or an image's text.",
                )
        for link in root.iter("a"):
            rendering.in_links.update(rendering.numbers_of("".join(link.itertext())))
        for text in _texts(root):
            if "{{" in text:
                rest = text[text.index("{{") :].split("\n")[0]
                raise rendering.error(
                    rest.split("\x02")[0],
                    "this `{{` begins an expression without an end. Close it with `}}`, or write "
                    "`\\{{` or inline code if you mean the braces.",
                )


def _texts(element: Element) -> Iterator[str]:
    """Yield the pieces of text below ``element`` that are not code."""
    yield element.text or ""
    for child in element:
        if child.tag not in ("code", "pre", "script", "style"):
            yield from _texts(child)
        yield child.tail or ""


class TypedNumbers(PageStep):
    """Refuses numbers that were typed into prose, and blocks that nothing recognised."""

    def run(self, root: Element) -> None:
        """Raise an error at the first offence."""
        rendering = self.rendering
        if rendering.page is None:
            return
        for number in typed_numbers(root):
            raise rendering.typed(number)
        for found in filter(None, map(_BLOCK_LINE.search, _texts(root))):
            line = found[0].strip()
            reason = (
                f"{line!r} opens no block. Blocks are: {', '.join(BLOCKS)}; all but `commands` "
                "take an argument after `|`, and each ends with a line `///`. Or an option below "
                "it is unknown."
                if line.strip("/")
                else f"{line!r} closes no block."
            )
            raise rendering.error(line, reason)


class PopoversLast(PageStep):
    """Adds a token for the provenances at the page's end, where all others are resolved."""

    def run(self, root: Element) -> None:
        """Append the token."""
        rendering = self.rendering
        if rendering.has_tokens:
            SubElement(root, "div").text = rendering.token("", rendering.popovers.html)


class Tokens2Html(Postprocessor):
    """Replaces the tokens that are left by what they look up."""

    def __init__(self, md: Markdown, extension: WhestdocsExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, text: str) -> str:
        """Return the page's HTML, complete."""
        return self._extension.begin(self.md).resolve(text)


def makeExtension(**options: Any) -> WhestdocsExtension:
    """Return the extension; Markdown calls this by name."""
    return WhestdocsExtension(**options)


__all__: Sequence[str] = ("FigureError", "WhestdocsExtension", "makeExtension")
