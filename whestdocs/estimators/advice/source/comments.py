"""Comments inside what a rewrite replaces: they are kept, in lines above the statement."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator

from whestdocs.estimators.advice.source.edits import Edit, ends
from whestdocs.estimators.advice.source.subject import Module, Subject, end, start


def kept_comments(subject: Subject, edits: tuple[Edit, ...]) -> Iterator[Edit]:
    """Yield the edits that keep the comments which other edits would take out."""
    kept: dict[ast.stmt, list[str]] = {}
    for edit in edits:
        if "#" not in edit.span.source or edit.text in ("", "pass"):
            continue  # Nothing to lose, or all of a statement goes, and its comments with it.
        module = next(found for found in subject.modules if found.path == edit.span.file)
        lost = [text for text in _comments(module, edit) if text not in edit.text]
        statement = _statement(module, edit) if lost else None
        if statement is not None:
            kept.setdefault(statement, []).extend(lost)
    for statement, texts in kept.items():
        yield subject.inserted(statement, "\n".join(dict.fromkeys(texts)))


def _comments(module: Module, edit: Edit) -> Iterator[str]:
    """Yield the comments in what an edit replaces."""
    first, last = ends(edit.span)
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        line, column = token.start
        place = (line, len(token.line[:column].encode()))
        if token.type == tokenize.COMMENT and first <= place < last:
            yield token.string


def _statement(module: Module, edit: Edit) -> ast.stmt | None:
    """Return the innermost statement around an edit before which there is room for a line."""
    first, last = ends(edit.span)
    around = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.stmt) and start(node) <= first and last <= end(node):
            line = module.content.lines[node.lineno - 1]
            is_first = not line[: node.col_offset].strip()
            if is_first and not line[node.col_offset :].startswith(b"elif"):
                around.append(node)
    return max(around, key=start, default=None)
