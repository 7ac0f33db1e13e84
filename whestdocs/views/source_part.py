"""A script of the examples, or one function or class of it, as highlighted source."""

from __future__ import annotations

import ast
from pathlib import Path

from markdown import Markdown
from markupsafe import Markup
from pymdownx.highlight import Highlight

from whestdocs.errors import FigureError


def source_part(root: Path, path: str, part: str, md: Markdown) -> Markup:
    """Return the HTML of a Python file below ``root``, titled with its path.

    Args:
        root: The checkout.
        path: The file, relative to it.
        part: The function or class to show; "" for the whole file.
        md: The Markdown that renders the page.

    Raises:
        FigureError: There is no such file, or it has no such part.
    """
    file = root / path
    if not file.is_file():
        raise FigureError(f"There is no file {path!r}. Give its path from the checkout's folder.")
    text = file.read_text(encoding="utf-8")
    shown = _part(text, path, part) if part else text
    highlight = Highlight(pygments_lang_class=True, md=md)
    return Markup(highlight.highlight(shown.strip("\n"), "python", title=path))


def _part(text: str, path: str, name: str) -> str:
    """Return the lines of the function or class ``name`` that stands on its own in a file."""
    parts = {
        node.name: node
        for node in ast.parse(text).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    }
    if name not in parts:
        names = ", ".join(parts) or "none"
        raise FigureError(f"{path} has no part {name!r}. Its parts are: {names}.")
    node = parts[name]
    return "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno])
