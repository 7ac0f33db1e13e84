"""A command as a reader types it; the files that it names can be downloaded."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from whestdocs.views.code import file_name


def command_words(command: str, files: Mapping[str, str]) -> Markup:
    """Return the HTML of a command, each word in an element of its own: lines break between them.

    Args:
        command: The command.
        files: Addresses of files that it may name, by name.
    """
    words = (file_name(word, files[word]) if word in files else word for word in command.split(" "))
    return Markup(" ").join(Markup("<span>{}</span>").format(word) for word in words)
