"""A file's code with its name above it, as Material shows code blocks."""

from __future__ import annotations

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_for_filename


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
