"""The page being rendered: where it is, and errors that name its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whestdocs.errors import WhestdocsError
from whestdocs.publications import prose_lines

try:
    from mkdocs.exceptions import BuildError
except ImportError:  # Another generator than MkDocs: it shows any exception.
    BuildError = Exception  # type: ignore[assignment,misc]


class PageError(WhestdocsError, BuildError):  # type: ignore[misc,unused-ignore]
    """A page cannot be rendered. MkDocs prints a BuildError as one line and stops."""


@dataclass(frozen=True)
class Page:
    """A Markdown page.

    Attributes:
        name: Path of the page for messages, such as ``docs/guide.md``.
        text: The page's whole source, front matter included.
    """

    name: str
    text: str

    def error(self, fragment: str, message: str) -> PageError:
        """Return an error at the first line of prose that contains ``fragment``."""
        for number, line in prose_lines(self.text):
            if fragment in line:
                return PageError(f"{self.name}:{number}: {message}")
        # A fragment that spans lines, or was changed by another extension.
        head = fragment.split("\n")[0].strip()
        for number, line in enumerate(self.text.splitlines(), start=1):
            if head and head in line:
                return PageError(f"{self.name}:{number}: {message}")
        return PageError(f"{self.name}: {message}")


def page_of(markdown: Any) -> Page | None:
    """Return the page that ``markdown`` is converting, None for text that is no page.

    MkDocs registers a treeprocessor that knows the file, Zensical a preprocessor.
    Docstrings, converted by mkdocstrings, belong to no file.
    """
    if "relpath" in markdown.treeprocessors:
        file = getattr(markdown.treeprocessors["relpath"], "file", None)
        if file is not None:
            return _read(Path(file.abs_src_path), f"docs/{file.src_uri}")
    for processor in markdown.preprocessors:
        path = getattr(getattr(processor, "page", None), "path", None)
        if path is not None:
            return _read(Path("docs") / path, f"docs/{path}")
    return None


def _read(path: Path, name: str) -> Page:
    return Page(name, path.read_text(encoding="utf-8-sig"))
