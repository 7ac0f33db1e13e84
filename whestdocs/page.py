"""The page being rendered: where it is, and errors that name its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whestdocs.errors import WhestdocsError
from whestdocs.publications import line_number, prose

try:
    from mkdocs.exceptions import BuildError
except ImportError:  # Another generator than MkDocs: it shows any exception.
    BuildError = Exception  # type: ignore[assignment,misc]


_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)


class PageError(WhestdocsError, BuildError):  # type: ignore[misc,unused-ignore]
    """A page cannot be rendered. MkDocs prints a BuildError as one line and stops."""


@dataclass(frozen=True)
class Page:
    """A Markdown page.

    Attributes:
        name: Path of the page for messages, such as ``docs/guide.md``.
        text: The page's whole source, front matter included.
        folder: Folder of the page's file, or None.
    """

    name: str
    text: str
    folder: Path | None = None

    def error(self, fragment: str, message: str) -> PageError:
        """Return an error at the line where ``fragment`` first stands in prose.

        Args:
            fragment: A piece of the source, however it is spaced there; a number means one
                that stands outside of expressions.
            message: What is wrong there.
        """
        number = self._line_of(fragment)
        place = self.name if number is None else f"{self.name}:{number}"
        return PageError(f"{place}: {message}")

    def _line_of(self, fragment: str) -> int | None:
        words = [re.escape(word) for word in fragment.split()]
        if not words:
            return None
        pattern, text = r"\s*".join(words), prose(self.text)
        if fragment[0].isdigit():
            pattern = rf"(?<![\w.]){pattern}(?!\w)"
            text = _EXPRESSION.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
        # What another extension changed may only be found in what was taken for code.
        found = re.search(pattern, text) or re.search(pattern, self.text)
        return None if found is None else line_number(self.text, found.start())


def page_of(markdown: Any) -> Page | None:
    """Return the page that ``markdown`` is converting, None for text that is no page.

    MkDocs registers a treeprocessor that knows the file, Zensical a preprocessor.
    Docstrings, converted by mkdocstrings, belong to no file.
    """
    if "relpath" in markdown.treeprocessors:
        file = getattr(markdown.treeprocessors["relpath"], "file", None)
        if file is not None and file.abs_src_path is not None:
            return _read(Path(file.abs_src_path), f"docs/{file.src_uri}")
    for processor in markdown.preprocessors:
        path = getattr(getattr(processor, "page", None), "path", None)
        if path is not None:
            return _read(Path("docs") / path, f"docs/{path}")
    return None


def _read(path: Path, name: str) -> Page:
    return Page(name, path.read_text(encoding="utf-8-sig"), path.parent)
