"""A file's code with its name above it, as Material shows code blocks."""

from __future__ import annotations

import ast

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_for_filename

from whestdocs.errors import FigureError


def code_block(text: str, name: str) -> Markup:
    """Return the HTML of a file's text.

    Args:
        text: The text.
        name: The file's name; its ending tells the language.
    """
    code = highlight(text, get_lexer_for_filename(name), HtmlFormatter(nowrap=True))
    return Markup(
        '<div class="highlight"><span class="filename">{}</span>'
        "<pre><span></span><code>{}</code></pre></div>"
    ).format(name, Markup(code))


def part_of(text: str, file: str, name: str) -> str:
    """Return the function or class ``name`` that stands on its own in a Python file.

    Args:
        text: The file's text.
        file: The file's name, for an error.
        name: The part's name.

    Raises:
        FigureError: The file has no such part.
    """
    parts = {
        node.name: node
        for node in ast.parse(text).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    }
    if name not in parts:
        names = ", ".join(parts) or "none"
        raise FigureError(f"{file} has no part {name!r}. Its parts are: {names}.")
    node = parts[name]
    return "".join(text.splitlines(keepends=True)[node.lineno - 1 : node.end_lineno])
