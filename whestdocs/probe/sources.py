"""Turning places in code objects into lines, columns and text of the author's sources."""

from __future__ import annotations

import ast
import hashlib
import linecache
import tokenize
from dataclasses import dataclass
from types import CodeType
from typing import Any

from .user_code import UserCode

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Span:
    """A piece of source: lines from 1, columns from 0 in UTF-8 bytes, as in ``ast``."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    source: str


class Source:
    """One file of the author's: its lines, and which variables its loops set."""

    def __init__(self, filename: str) -> None:
        self.text = _read(filename)
        self._lines = [line.encode() for line in self.text.split("\n")]
        try:
            self._tree: ast.AST = ast.parse(self.text)
        except (SyntaxError, ValueError):
            self._tree = ast.Module(body=[], type_ignores=[])

    def segment(self, line: int, column: int, end_line: int, end_column: int) -> str:
        """Return the text between two positions, "" where the file has no such lines."""
        if end_line > len(self._lines):
            return ""
        lines = self._lines[line - 1 : end_line]
        lines[-1] = lines[-1][:end_column]
        lines[0] = lines[0][column:]
        return b"\n".join(lines).decode(errors="replace")

    def line_end(self, line: int) -> int:
        """Return the column after the last character of ``line``."""
        return len(self._lines[line - 1]) if line <= len(self._lines) else 0

    def is_in_loop(self, line: int) -> bool:
        """Return whether ``line`` lies in a loop or comprehension."""
        return any(_covers(node, line) for node in self._loops())

    def varies_at(self, name: str, line: int) -> bool:
        """Return whether variable ``name`` follows an iteration at ``line``.

        It does where a loop that sets it encloses the line, or where it is a parameter of
        the enclosing function (whose caller passes another weight each time). After its
        loop has ended a variable still holds the last weight, but means it no more.
        """
        if any(_covers(loop, line) and name in _names_set(loop) for loop in self._loops()):
            return True
        functions = [node for node in self._walk(_FUNCTIONS) if _covers(node, line)]
        if not functions:
            return False
        innermost = max(functions, key=lambda node: node.lineno)
        arguments = innermost.args
        parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        return name in {parameter.arg for parameter in parameters}

    def _loops(self) -> list[Any]:
        return self._walk((*_LOOPS, *_COMPREHENSIONS))

    def _walk(self, kinds: tuple[type, ...]) -> list[Any]:
        return [node for node in ast.walk(self._tree) if isinstance(node, kinds)]


def _covers(node: Any, line: int) -> bool:
    return bool(node.lineno <= line <= node.end_lineno)


def _names_set(loop: ast.AST) -> set[str]:
    return {
        node.id
        for node in ast.walk(loop)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _read(filename: str) -> str:
    """Return the text of ``filename``, or what linecache holds of code without a file."""
    try:
        with tokenize.open(filename) as stream:
            return stream.read()
    except (OSError, SyntaxError, UnicodeDecodeError):
        return "".join(linecache.getlines(filename))


class Sources:
    """The author's files that charges were made from, read once each."""

    def __init__(self, user_code: UserCode) -> None:
        self._user_code = user_code
        self._sources: dict[str, Source] = {}

    def source(self, filename: str) -> Source:
        """Return the file called ``filename``."""
        if filename not in self._sources:
            self._sources[filename] = Source(filename)
        return self._sources[filename]

    def span(self, code: CodeType, offset: int) -> Span:
        """Return the source expression that the instruction at ``offset`` belongs to."""
        line, end_line, column, end_column = list(code.co_positions())[offset // 2]
        source = self.source(code.co_filename)
        if line is None:
            line = code.co_firstlineno
        if end_line is None or column is None or end_column is None:
            end_line, column, end_column = line, 0, source.line_end(line)
        text = source.segment(line, column, end_line, end_column)
        file = self._user_code.display_name(code.co_filename)
        return Span(file, line, column, end_line, end_column, text)

    def documents(self) -> list[dict[str, str]]:
        """Return path, digest and text of every file read, for the result."""
        return [
            {
                "path": self._user_code.display_name(filename),
                "sha256": hashlib.sha256(source.text.encode()).hexdigest(),
                "source": source.text,
            }
            for filename, source in self._sources.items()
        ]
