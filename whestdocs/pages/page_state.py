"""The state of one page being rendered: tokens, and what they are replaced by at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markdown import Markdown
from markupsafe import escape

from whestdocs.errors import WhestdocsError
from whestdocs.figures.filters import Written
from whestdocs.pages.edition import Edition
from whestdocs.pages.expressions import Constant, Expressions
from whestdocs.pages.page import Page, PageError
from whestdocs.pages.page_text import PROGRAM_MARK, TOKEN, PageText
from whestdocs.pages.typed_numbers import typed_numbers_in
from whestdocs.views.html.popover import Popovers


class PageState:
    """The state of one page being rendered.

    Attributes:
        edition: What may be looked up.
        page: The page, or None for text that is no page.
        popovers: The provenances that the page needs.
        in_links: Numbers of the tokens that stand in links, where no button may.
        is_complete: Whether the page has become HTML as a whole; headings do so before, for
            the contents.
        authored: How many pieces of raw HTML are the page's own; later ones are a program's.
    """

    def __init__(self, edition: Edition, page: Page | None) -> None:
        self.edition = edition
        self.page = page
        self._place = page or Page("(text)", "")
        self.popovers = Popovers()
        self.expressions = Expressions(edition)
        self.in_links: set[int] = set()
        self.is_complete = False
        self.authored = 0
        self._jobs: list[tuple[str, Callable[[], str]]] = []
        self._is_in_link = False
        self._listed: set[str] = set()

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

    def numbers_of(self, text: str | None) -> list[int]:
        """Return the numbers of the tokens in ``text``."""
        return [int(number) for number in TOKEN.findall(text or "")]

    def fragment(self, number: int) -> str:
        """Return the piece of the page's source that a token stands for."""
        return self._jobs[number][0]

    def read(self, html: str) -> None:
        """Read the whole page, in which tokens still stand.

        Raises:
            PageError: A token stands where nothing can be shown, or a number was typed.
        """
        text = PageText(html)
        self.in_links = text.in_links
        for number, place in text.misplaced:
            raise self.error(self.fragment(number), f"an expression cannot stand in {place}.")
        if self.page is not None:
            for passage in text.passages:
                for typed in typed_numbers_in(passage):
                    raise self.typed(typed)

    def resolve(self, html: str) -> str:
        """Return ``html`` with all tokens replaced.

        Raises:
            PageError: What a token looks up is not there.
        """
        resolved = TOKEN.sub(lambda token: self._run(int(token[1])), html)
        return PROGRAM_MARK.sub("", resolved)

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
        return self._place.error(fragment, message)

    def address(self, path: str) -> str:
        """Return the address, from the page, of what is published at ``path`` in the round."""
        return self.page.address(path) if self.page else path

    def published(self, path: str) -> str | None:
        """Return the address of a file of the checkout, None for one that is not published."""
        return self.address(path) if path.startswith("examples/") else None

    def commands_to_list(self, commands: Sequence[str]) -> list[str]:
        """Return a command, and of what prepares it, what the page has not listed above.

        Args:
            commands: What prepares the command, and the command.
        """
        *preparing, last = commands
        listed = [command for command in preparing if command not in self._listed]
        self._listed.update(commands)
        return [*listed, last]

    def typed(self, number: str) -> PageError:
        """Return the error that ``number`` was typed."""
        return self._place.error_at_number(
            number,
            f"the number '{number}' is typed. Use a figure, `{{{{ figure(...) }}}}`, or, if "
            f'it is no measurement, `{{{{ constant("{number}") }}}}`.',
        )

    def expression(self, source: str) -> str:
        """Return the HTML of what an expression comes to."""
        value = self.expressions.value(source)
        if isinstance(value, Written):
            return self.written(value)
        return str(escape(value.text if isinstance(value, Constant) else value))

    def written(self, value: Written) -> str:
        """Return the HTML of a written quantity, with its provenance if it was measured."""
        if value.quantity.figures:
            figures = value.quantity.figures
            return self.popovers.button(value.text, *figures, raw=self._is_in_link)
        title = escape(value.quantity.origin)
        return f'<span class="constant" title="{title}">{escape(value.text)}</span>'


#: Returns the state of the page that is being converted, beginning the page where it is new.
Begin = Callable[[Markdown], PageState]
