"""The text of a page as its readers find it in the HTML: what is prose, and where tokens stand."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from whestdocs.pages.typed_numbers import CODE_NUMBER, GAP

#: Stands for what is looked up at the end; Markdown lets no page contain these signs.
TOKEN = re.compile("\x02whestdocs:(\\d+)\x03")
#: Stand around what a program wrote, such as docstrings: it is no prose of the page's author.
PROGRAM_BEGINS, PROGRAM_ENDS = "\x02program begins\x03", "\x02program ends\x03"
PROGRAM_MARK = re.compile(f"{PROGRAM_BEGINS}|{PROGRAM_ENDS}")
_PROGRAMS = re.compile(f"{PROGRAM_BEGINS}.*?{PROGRAM_ENDS}", re.DOTALL)

#: Elements that go on in the line they stand in; all others begin a new passage.
_INLINE = frozenset(
    re.findall(
        r"\w+",
        """a abbr b bdi bdo button cite code data del dfn em font i ins kbd label mark q s samp
        small span strike strong sub sup time tt u var wbr""",
    )
)
_VOID = frozenset(
    re.findall(r"\w+", "area base br col embed hr img input link meta source track wbr")
)
_INLINE_CODE = frozenset(("code", "kbd", "samp", "tt"))
_NO_PROSE = frozenset(("pre", "script", "style"))
#: Nothing that is looked up can be shown in these.
_NO_HTML = _NO_PROSE | {"math", "svg", "textarea", "title"}
_SPOKEN = ("alt", "aria-label", "placeholder", "title")
_CODE_NUMBER = re.compile(r"[~\u2248]?\d[\d.,_'\u2019\s]*(?:[eE^*+-]+\d+)?\s*[%\u00d7]?")


class PageText(HTMLParser):
    """What a reader finds in HTML that still holds tokens.

    Args:
        html: The HTML of a page, or of a part of it.

    Attributes:
        passages: The text of each paragraph, cell and so on, and of titles. Code, what a
            program wrote and what is looked up are gaps in it.
        misplaced: Tokens that stand where nothing can be shown, each with the place.
        in_links: Tokens in links and buttons, where no button may stand.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.passages: list[str] = []
        self.misplaced: list[tuple[int, str]] = []
        self.in_links: set[int] = set()
        self._open: list[str] = []
        self._pieces: list[str] = []
        self._code: list[str] = []
        self.feed(_PROGRAMS.sub(GAP, html))
        self.close()
        self._end_passage()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes, and begin a passage where the element does."""
        for name, value in attrs:
            for token in TOKEN.findall(value or ""):
                self.misplaced.append((int(token), "an address, a title or an image's text"))
            if name in _SPOKEN and value:
                self.passages.append(TOKEN.sub(GAP, value))
        if tag not in _INLINE:
            self._end_passage()
        if tag == "sup":
            self._pieces.append("^")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element, with those in it that nobody closed."""
        if tag not in _INLINE:
            self._end_passage()
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag in _INLINE_CODE and not self._is_in(_INLINE_CODE):
            self._end_code()

    def handle_data(self, data: str) -> None:
        """Keep the text of a passage, and note where the tokens in it stand."""
        for token in map(int, TOKEN.findall(data)):
            place = next((tag for tag in self._open if tag in _NO_HTML), None)
            if place is not None:
                self.misplaced.append((token, f"<{place}>"))
            if self._is_in({"a", "button"}):
                self.in_links.add(token)
        if self._is_in(_NO_PROSE):
            return
        (self._code if self._is_in(_INLINE_CODE) else self._pieces).append(TOKEN.sub(GAP, data))

    def _is_in(self, tags: frozenset[str] | set[str]) -> bool:
        return not tags.isdisjoint(self._open)

    def _end_code(self) -> None:
        """Leave a gap for a piece of inline code, unless it is a number and no more."""
        code = "".join(self._code).strip()
        self._code.clear()
        is_number = _CODE_NUMBER.fullmatch(code)
        self._pieces.append(f"{CODE_NUMBER}{code}{CODE_NUMBER}" if is_number else GAP)

    def _end_passage(self) -> None:
        if self._code:
            self._end_code()
            # No code goes on in the next passage, whatever was left open.
            self._open = [tag for tag in self._open if tag not in _INLINE_CODE]
        self.passages.append("".join(self._pieces))
        self._pieces.clear()
