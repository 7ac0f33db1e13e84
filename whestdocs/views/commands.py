"""The command line's reference, generated from the commands themselves."""

from __future__ import annotations

import re
import sys


def commands_reference() -> str:
    """Return the reference of every command as Markdown, headings from level two."""
    from whestdocs.cli import app

    started_as, sys.argv = sys.argv, ["whestdocs"]  # Where cyclopts takes the name from.
    try:
        text = app.generate_docs(output_format="markdown", heading_level=1)
    finally:
        sys.argv = started_as
    # The page has its own title and contents; what is wanted begins with the first command.
    first = text.index("\n## whestdocs ")
    text = re.sub(r"\n{3,}", "\n\n", text[first:].lstrip())
    # Fences are recognised before blocks are; indented code is recognised inside them.
    return re.sub(r"^```\w*\n(.*?)\n```$", r"    \1", text, flags=re.MULTILINE)
