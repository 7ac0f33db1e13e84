"""The page being rendered: where it is, and errors that name its line."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whestdocs.errors import WhestdocsError
from whestdocs.markdown_source import MarkdownSource

try:
    from mkdocs.exceptions import BuildError
except ImportError:  # Another generator than MkDocs: it shows any exception.
    BuildError = Exception  # type: ignore[assignment,misc]


#: What mkdocstrings registers where it converts docstrings.
_DOCSTRINGS = "mkdocstrings_ids"
#: What may stand between two signs of a number in the source, and is not seen on the page.
_UNSEEN = (
    r"(?:</?\w[^<>]*>|<!--.*?-->|&(?:shy|zwj|zwnj|ZeroWidthSpace|#\w+);"
    "|[*`~\\\\\u00ad\u200b-\u200f\u2060\ufeff])*"
)


class PageError(WhestdocsError, BuildError):  # type: ignore[misc,unused-ignore]
    """A page cannot be rendered. MkDocs prints a BuildError as one line and stops."""


@dataclass(frozen=True)
class Page:
    """A Markdown page.

    Attributes:
        name: Path of the page for messages, such as ``docs/guide.md``.
        text: The page's whole source, front matter included.
        folder: Folder of the page's file, or None.
        resolve: Returns the address of a published file, given its path from the page's.
    """

    name: str
    text: str
    folder: Path | None = None
    resolve: Callable[[str], str] = str

    def address(self, path: str) -> str:
        """Return the address, from this page, of what is published at ``path`` in the round."""
        folder = posixpath.dirname(self.name) or "."
        return self.resolve(posixpath.relpath(f"docs/{path}", folder))

    def error(self, fragment: str, message: str) -> PageError:
        """Return an error at the line where ``fragment`` first stands in prose.

        Args:
            fragment: A piece of the source, however it is spaced there.
            message: What is wrong there.
        """
        pattern = r"\s*".join(re.escape(word) for word in fragment.split())
        return self._error(pattern, MarkdownSource(self.text), message)

    def error_at_number(self, number: str, message: str) -> PageError:
        """Return an error at the line where a number stands outside of expressions.

        Args:
            number: The number as a reader sees it.
            message: What is wrong with it.
        """
        pattern = rf"(?<![\w.]){_UNSEEN.join(map(_written, number))}(?!\w)"
        typed = MarkdownSource(MarkdownSource(self.text).typed)
        return self._error(pattern, typed, message)

    def _error(self, pattern: str, source: MarkdownSource, message: str) -> PageError:
        # What another extension changed may only be found in what was taken for code.
        found = pattern and (re.search(pattern, source.prose) or re.search(pattern, source.text))
        place = f"{self.name}:{source.line(found.start())}" if found else self.name
        return PageError(f"{place}: {message}")


def _written(sign: str) -> str:
    """Return a pattern of how a sign of a number may be written in a page's source."""
    if sign.isalnum():
        return re.escape(sign)
    if sign == "^":
        return r"\^?"  # A raised number has none in the source.
    return rf"(?:{re.escape(sign)}|\s|&\#?\w+;)"


def page_of(markdown: Any) -> Page | None:
    """Return the page that ``markdown`` is converting, None for text that is no page.

    MkDocs registers a treeprocessor that knows the file, Zensical a preprocessor.
    mkdocstrings hands the former on to what converts docstrings.
    """
    if "relpath" in markdown.treeprocessors:
        links = markdown.treeprocessors["relpath"]
        file = getattr(links, "file", None)
        if file is not None and file.abs_src_path is not None:
            # It also warns of a file that is not published, as it does for any link.
            return _read(Path(file.abs_src_path), f"docs/{file.src_uri}", links.path_to_url)
    for processor in markdown.preprocessors:
        path = getattr(getattr(processor, "page", None), "path", None)
        if path is not None:
            is_index = posixpath.basename(path) == "index.md"
            return _read(Path("docs") / path, f"docs/{path}", str if is_index else "../{}".format)
    return None


def is_docstring(markdown: Any) -> bool:
    """Return whether ``markdown`` is converting a docstring, which a page only quotes."""
    return _DOCSTRINGS in markdown.treeprocessors


def _read(path: Path, name: str, resolve: Callable[[str], str]) -> Page:
    return Page(name, path.read_text(encoding="utf-8-sig"), path.parent, resolve)
