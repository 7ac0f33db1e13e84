"""Code as text: a file with its name above it, as Material shows code blocks; commands."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_for_filename

from whestdocs.errors import FigureError
from whestdocs.text import visible


def code_block(text: str, name: str, address: str | None) -> Markup:
    """Return the HTML of a file's text.

    Args:
        text: The text.
        name: The file's name; its ending tells the language.
        address: Where the file can be downloaded, None if nowhere.
    """
    code = highlight(text, get_lexer_for_filename(name), HtmlFormatter(nowrap=True))
    return Markup(
        '<div class="highlight"><span class="filename">{}</span>'
        "<pre><span></span><code>{}</code></pre></div>"
    ).format(file_name(name, address), Markup(code))


def file_name(name: str, address: str | None) -> Markup:
    """Return the HTML of a file's name, which leads to the file if it has an address."""
    shown = escape(visible(name)).replace("_", Markup("_<wbr>"))
    if address is None:
        return shown
    return Markup('<a href="{}" download>{}</a>').format(address, shown)


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


def command_words(command: str, files: Mapping[str, str]) -> Markup:
    """Return the HTML of a command, each word in an element of its own: lines break between them.

    Args:
        command: The command.
        files: Addresses of files that it may name, by name.
    """
    words = (file_name(word, files[word]) if word in files else word for word in command.split(" "))
    return Markup(" ").join(Markup("<span>{}</span>").format(word) for word in words)
