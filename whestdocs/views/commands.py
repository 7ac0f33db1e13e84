"""The command line's reference, generated from the commands themselves."""

from __future__ import annotations

import re


def commands_reference() -> str:
    """Return the reference of every command as Markdown, headings from level two."""
    from whestdocs.cli import app

    text = app.generate_docs(output_format="markdown", heading_level=1)
    # The page has its own title and contents; what is left begins with the first command.
    _, _, commands = text.partition("\n## ")
    return re.sub(r"\n{3,}", "\n\n", f"## {commands}")
