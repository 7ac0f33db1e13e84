"""The command line's reference, generated from the commands themselves."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from importlib.metadata import entry_points

from cyclopts import App


def commands_reference() -> str:
    """Return the reference of every command as Markdown, headings from level two."""
    # Cyclopts shows the program that runs as the one that is called, such as `python -m mkdocs`.
    running, sys.argv = sys.argv, ["whestdocs"]
    try:
        text = _command_line().generate_docs(output_format="markdown", heading_level=1)
    finally:
        sys.argv = running
    # The page has its own title and contents; what is wanted begins with the first command.
    first = text.index("\n## whestdocs ")
    text = re.sub(r"\n{3,}", "\n\n", text[first:].lstrip())
    # Fences are recognised before blocks are; indented code is recognised inside them.
    return re.sub(r"^```\w*\n(.*?)\n```$", r"    \1", text, flags=re.MULTILINE)


def _command_line() -> App:
    """Return the command line that the installed console script ``whestdocs`` runs.

    It is found as any other program would find it: pages stand below the command line, which
    builds them, so they import nothing of it.
    """
    [script] = entry_points(group="console_scripts", name="whestdocs")
    app = vars(import_module(script.module))["app"]
    assert isinstance(app, App)
    return app
