"""Turning places in code objects into lines, columns and text of the author's sources."""

from __future__ import annotations

import ast
import hashlib
import linecache
import os
import tokenize
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from ..user_code import UserCode
from .layers import Clue, clues_by_line, lines_in_layer_loops

#: What a handler catches that is there for an import which may fail.
_EXPECTED = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
#: A position in a source: a line from 1, a column from 0 in UTF-8 bytes, as in ``ast``.
_Position = tuple[int, int]


@dataclass(frozen=True)
class CodeSpan:
    """A piece of source: lines from 1, columns from 0 in UTF-8 bytes, as in ``ast``."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    source: str


class SourceText:
    """One file of the author's: its text, expressions and loops.

    Attributes:
        text: The text, "" for code that has no file.
        tree: Its tree, empty where it cannot be parsed.
        clues: For each line, the variables that may tell the layer it works on.
        lines_in_layer_loops: Lines in loops that run over the layers in order.
    """

    def __init__(self, filename: str, text: str | None = None) -> None:
        self.text = _read(filename) if text is None else text
        self.tree = _parse(self.text)
        self.clues = clues_by_line(self.tree)
        self.lines_in_layer_loops = lines_in_layer_loops(self.tree)
        self._lines = [line.encode() for line in self.text.split("\n")]
        self._starts_by_end: dict[_Position, list[_Position]] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.expr):
                end = (node.end_lineno or 0, node.end_col_offset or 0)
                self._starts_by_end.setdefault(end, []).append((node.lineno, node.col_offset))

    def start_of_expression(self, start: _Position, end: _Position) -> _Position:
        """Return where the smallest expression begins that covers a range and ends with it.

        In a chain of method calls over several lines Python gives a call's position from
        the method's name on; its expression begins with the object.
        """
        return max(
            (found for found in self._starts_by_end.get(end, []) if found <= start), default=start
        )

    def return_line(self, function_line: int) -> int:
        """Return the line of a function's only ``return``, or else of its ``def``.

        Args:
            function_line: Line of its ``def``, or of its first decorator.
        """
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.FunctionDef):
                continue
            if function_line == min([node.lineno, *(one.lineno for one in node.decorator_list)]):
                returns = [inner for inner in _own_nodes(node) if isinstance(inner, ast.Return)]
                return returns[0].lineno if len(returns) == 1 else node.lineno
        return function_line

    def segment(self, start: _Position, end: _Position) -> str:
        """Return the text between two positions, "" where the file has no such lines."""
        if end[0] > len(self._lines):
            return ""
        lines = self._lines[start[0] - 1 : end[0]]
        lines[-1] = lines[-1][: end[1]]
        lines[0] = lines[0][start[1] :]
        return b"\n".join(lines).decode(errors="replace")

    def line_end(self, line: int) -> int:
        """Return the column after the last character of ``line``."""
        return len(self._lines[line - 1]) if line <= len(self._lines) else 0


def _read(filename: str) -> str:
    """Return the text of ``filename``, or what linecache holds of code without a file."""
    try:
        with tokenize.open(filename) as stream:
            return stream.read()
    except (OSError, SyntaxError, ValueError):
        return "".join(linecache.getlines(filename))


def _own_nodes(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield the nodes of a function without those of functions inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(node))


def _parse(text: str) -> ast.AST:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module(body=[], type_ignores=[])


def _import_line(tree: ast.AST, package: str) -> int | None:
    """Return the first line that imports a package or from it, None if there is none.

    What is for type checkers alone does not count, nor what is tried and may fail.
    """
    lines = (node.lineno for node in _imports(tree) if package in _packages(node))
    return min(lines, default=None)


def _imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            yield child
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            for statement in child.orelse:
                yield from _imports(statement)
        elif not (isinstance(child, ast.Try) and any(map(_expects, child.handlers))):
            yield from _imports(child)


def _packages(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    return {(node.module or "").partition(".")[0]} if not node.level else set()


def _expects(handler: ast.ExceptHandler) -> bool:
    """Return whether a handler is there for an import that fails."""
    caught = handler.type
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(kind is None or getattr(kind, "id", None) in _EXPECTED for kind in kinds)


class Sources:
    """The author's files, read once each, before the run where possible.

    Attributes:
        texts: Texts that stand for files instead of what is on disk, by the file's real path.
    """

    def __init__(self, user_code: UserCode) -> None:
        self.texts: dict[str, str] = {}
        self._user_code = user_code
        self._sources: dict[str, SourceText] = {}
        self._positions: dict[int, list[tuple[int | None, ...]]] = {}
        self._filenames: dict[str, str] = {}

    def read_main_file(self) -> None:
        """Read the estimator's own file, which is shown even if it charges nothing."""
        filename = str(Path(self._user_code.folder) / self._user_code.main_file)
        self.source(filename)
        self._filenames[self._user_code.main_file] = filename

    def source(self, filename: str) -> SourceText:
        """Return the file called ``filename``, as it was when first asked for."""
        source = self._sources.get(filename)
        if source is None:
            text = self.texts.get(os.path.realpath(filename))
            source = self._sources[filename] = SourceText(filename, text)
        return source

    def imports_of(self, package: str, filenames: Iterable[str]) -> list[dict[str, Any]]:
        """Return file and first line of what imports a package, for each file that does."""
        return [
            {"file": self._user_code.display_name(filename), "line": line}
            for filename in filenames
            if (line := _import_line(self.source(filename).tree, package)) is not None
        ]

    def clues(self, filename: str, line: int) -> tuple[Clue, ...]:
        """Return which variables may tell the layer that a line works on, best first."""
        return self.source(filename).clues.get(line, ())

    def is_in_layer_loop(self, span: CodeSpan) -> bool:
        """Return whether a span of the author's lies in a loop that runs over the layers."""
        filename = self._filenames.get(span.file)
        return filename is not None and span.line in self.source(filename).lines_in_layer_loops

    def span(self, code: CodeType, offset: int) -> CodeSpan:
        """Return the source expression that the instruction at ``offset`` belongs to."""
        line, end_line, column, end_column = self._position(code, offset)
        source = self.source(code.co_filename)
        file = self._user_code.display_name(code.co_filename)
        self._filenames[file] = code.co_filename
        if line is None:
            line = code.co_firstlineno
        if end_line is None or column is None or end_column is None:
            start, end = (line, 0), (line, source.line_end(line))
        else:
            end = (end_line, end_column)
            start = source.start_of_expression((line, column), end)
        return CodeSpan(file, *start, *end, source.segment(start, end))

    def _position(self, code: CodeType, offset: int) -> tuple[int | None, ...]:
        positions = self._positions.get(id(code))  # A place keeps its code alive.
        if positions is None:
            positions = self._positions[id(code)] = list(code.co_positions())
        return positions[offset // 2] if offset >= 0 else (None, None, None, None)

    def documents(self) -> list[dict[str, str]]:
        """Return path, digest and text of the estimator's file and of all that charged."""
        texts = {file: self.source(name).text for file, name in list(self._filenames.items())}
        return [
            {"path": file, "sha256": hashlib.sha256(text.encode()).hexdigest(), "source": text}
            for file, text in texts.items()
        ]
