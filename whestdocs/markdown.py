"""The Python-Markdown extension that pages use.

    {{ expression | filter }}          a figure in prose, a table, a heading
    /// operations | SOURCE            the table of an example's operations
    /// listing | SOURCE               an example's source with FLOPs beside each line
    /// layers | SOURCE                the cost of each layer, as a chart
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
from collections.abc import Callable, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markupsafe import escape

from whestdocs.blocks import BLOCKS, BlocksExtension
from whestdocs.edition import Edition, edition
from whestdocs.errors import FigureError, WhestdocsError
from whestdocs.expressions import Constant, Expressions
from whestdocs.page import Page, PageError, page_of
from whestdocs.progress import ProgressBar
from whestdocs.project import find_project
from whestdocs.prose import typed_numbers
from whestdocs.quantities import Written
from whestdocs.rounds import round_by_tag
from whestdocs.views.figure import figure_button
from whestdocs.views.popover import Popovers

_EXPRESSION = re.compile(
    r"""(?P<code>(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n\n).)+?(?<!`)(?P=ticks)(?!`))  # shown as it is
      | \{\{(?P<expression>.+?)\}\}""",
    re.DOTALL | re.VERBOSE,
)
_TOKEN = re.compile("\x02whestdocs:(\\d+)\x03")


class Rendering:
    """The state of one page being rendered.

    Attributes:
        edition: What may be looked up.
        page: The page, or None for text that is no page.
        popovers: The provenances that the page needs.
    """

    def __init__(self, edition: Edition, page: Page | None) -> None:
        self.edition = edition
        self.page = page
        self.popovers = Popovers()
        self.expressions = Expressions(edition)
        self._jobs: list[tuple[str, Callable[[], str]]] = []

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

    def _run(self, number: int) -> str:
        fragment, job = self._jobs[number]
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
            return figure_button(value.text, value.quantity.figures, self.popovers)
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
        BlocksExtension(self).extendMarkdown(md)
        md.treeprocessors.register(OtherRounds(md, self), "whestdocs-rounds", 30)
        md.treeprocessors.register(TypedNumbers(md, self), "whestdocs-numbers", 1)
        md.treeprocessors.register(PopoversLast(md, self), "whestdocs-popovers", 0.5)
        md.postprocessors.register(Tokens2Html(md, self), "whestdocs", 5)

    def reset(self) -> None:
        """Forget the page; called by Markdown before each conversion."""
        self.rendering = None

    def begin(self, md: Markdown) -> Rendering:
        """Start a page: measure and check what it may look up."""
        if self.rendering is None:
            try:
                round_ = round_by_tag(self.getConfig("round") or None)
                prepared = edition(find_project(), round_, ProgressBar())
            except WhestdocsError as error:
                raise PageError(str(error)) from error
            self.rendering = Rendering(prepared, page_of(md))
        return self.rendering


class Expressions2Tokens(Preprocessor):
    """Replaces each ``{{ ... }}`` outside code by a token, before tables split at ``|``."""

    def __init__(self, md: Markdown, extension: WhestdocsExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, lines: list[str]) -> list[str]:
        """Return ``lines`` with tokens."""
        rendering = self._extension.begin(self.md)

        def replace(match: re.Match[str]) -> str:
            if match["code"]:
                return match[0]
            source = " ".join(match["expression"].split())
            return rendering.token(match[0], lambda: rendering.expression(source))

        return _EXPRESSION.sub(replace, "\n".join(lines)).split("\n")


class OtherRounds(Treeprocessor):
    """Drops passages for other rounds, before anything in them is looked at."""

    def __init__(self, md: Markdown, extension: WhestdocsExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, root: Element) -> None:
        """Remove the elements that a round block marked for other rounds."""
        tag = self._extension.begin(self.md).edition.round.tag
        for parent in list(root.iter()):
            for child in list(parent):
                rounds = child.get("data-rounds")
                if rounds is None:
                    continue
                if tag in rounds.split():
                    del child.attrib["data-rounds"]
                else:
                    parent.remove(child)


class TypedNumbers(Treeprocessor):
    """Refuses numbers that were typed into prose, and blocks that nothing recognised."""

    def __init__(self, md: Markdown, extension: WhestdocsExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, root: Element) -> None:
        """Raise an error at the first offence."""
        rendering = self._extension.begin(self.md)
        if rendering.page is None:
            return
        for number in typed_numbers(root):
            raise rendering.error(
                number,
                f"the number {number!r} is typed. Use a figure, `{{{{ figure(...) }}}}`, or, if "
                f'it is no measurement, `{{{{ constant("{number}") }}}}`.',
            )
        for element in root.iter():
            text = (element.text or "").lstrip()
            if text.startswith("///") and element.tag not in ("code", "pre"):
                first = text.splitlines()[0]
                raise rendering.error(
                    first,
                    f"{first!r} opens no block. Blocks are: {', '.join(BLOCKS)}; all but "
                    "`commands` take an argument after `|`, and each ends with a line `///`.",
                )


class PopoversLast(Treeprocessor):
    """Adds a token for the provenances at the page's end, where all others are resolved."""

    def __init__(self, md: Markdown, extension: WhestdocsExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, root: Element) -> None:
        """Append the token."""
        rendering = self._extension.begin(self.md)
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
