"""Loading the author's files from texts given in the request, or in another form.

What is on disk stays as it is. Everything else of an import is Python's own doing, so that
packages, relative imports and files beside the estimator work as they always do.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from types import CodeType

from .user_code import UserCode

#: Changes the tree of a file before it is compiled: (file name, tree).
Transform = Callable[[str, ast.Module], None]


def load_from(texts: dict[str, str], user_code: UserCode, transform: Transform) -> None:
    """Make imports of the author's files read ``texts`` where these have them.

    Args:
        texts: Texts by the real path of their file.
        user_code: Tells which files are the author's.
        transform: Is given the tree of every such file.
    """

    def get_code(loader: SourceFileLoader, name: str) -> CodeType | None:
        filename = loader.get_filename(name)
        if not user_code.owns_file(filename):
            return _get_code(loader, name)
        text = texts.get(os.path.realpath(filename))
        content = loader.get_data(filename) if text is None else text.encode()
        tree = ast.parse(content, filename)
        transform(filename, tree)
        return compile(tree, filename, "exec", dont_inherit=True)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]


_get_code = SourceFileLoader.get_code
