"""What rules look at: the charges, the parsed sources, and what each expression was.

Nodes are those of ``ast``, so rules match them as usual; everything else that is known of a
node is asked of the subject.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from whestdocs.advice.candidate import Edit
from whestdocs.advice.imports import Imports
from whestdocs.advice.values import Place, Value
from whestdocs.profiles import Charge, Profile, Span

Node = ast.expr | ast.stmt
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_Expression = TypeVar("_Expression", bound=ast.expr)
#: Expressions that stand anywhere without parentheses.
_ATOMS = (ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Call, ast.List, ast.Dict)
#: Nodes in which an expression stands alone, so that it needs none either.
_ROOMY = (
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return, ast.Expr, ast.keyword, ast.Call),
    *(ast.List, ast.Dict, ast.Set),
)


@dataclass(frozen=True)
class Module:
    """One of the author's files.

    Attributes:
        path: Its path relative to the estimator's folder.
        text: Its text.
        tree: Its tree.
        imports: What its names stand for.
        lines: Its lines, encoded, as columns count bytes.
        parents: The node around each node.
    """

    path: str
    text: str
    tree: ast.Module
    imports: Imports
    lines: list[bytes]
    parents: dict[ast.AST, ast.AST]


class Subject:
    """An estimator as it ran.

    Attributes:
        profile: What it was charged.
        modules: The author's files that ran, the estimator's own first.
        has_values: Whether it is known what its expressions were. Where they are not,
            `value` knows nothing.
    """

    def __init__(self, profile: Profile, values: Mapping[Place, Value]) -> None:
        self.profile = profile
        self.has_values = bool(values)
        self._values = values
        self._homes: dict[ast.AST, Module] = {}
        self._charges: dict[str, list[Charge]] = {}
        for charge in profile.charges:
            self._charges.setdefault(charge.span.file, []).append(charge)
        files = sorted(profile.files, key=lambda file: file.path != profile.file)
        parsed = [_module(file.path, file.source) for file in files]
        self.modules = [module for module in parsed if module is not None]
        for module in self.modules:
            for node in ast.walk(module.tree):
                self._homes[node] = module

    # What there is.

    def expressions(self, kind: type[_Expression]) -> Iterator[_Expression]:
        """Yield all expressions of a kind inside functions, in file order."""
        for module in self.modules:
            found = [node for node in ast.walk(module.tree) if isinstance(node, kind)]
            found.sort(key=lambda node: (node.lineno, node.col_offset))
            yield from (node for node in found if self.function(node) is not None)

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Yield the calls of functions by their full names, such as flopscope.numpy.zeros."""
        yield from (call for call in self.expressions(ast.Call) if self.full_name(call) in names)

    # What a node is.

    def module(self, node: ast.AST) -> Module:
        """Return the file that a node is in."""
        return self._homes[node]

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node around a node."""
        return self.module(node).parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes around a node, innermost first."""
        around = self.parent(node)
        while around is not None:
            yield around
            around = self.parent(around)

    def function(self, node: ast.AST) -> Function | None:
        """Return the innermost function around a node, None outside of any."""
        return next(
            (found for found in self.ancestors(node) if isinstance(found, _FUNCTIONS)), None
        )

    def statement(self, node: ast.AST) -> ast.stmt:
        """Return the statement that a node is part of."""
        around = [node, *self.ancestors(node)]
        return next(found for found in around if isinstance(found, ast.stmt))

    def full_name(self, node: ast.AST) -> str:
        """Return what a name, an attribute or the function of a call stands for.

        Such as ``"flopscope.numpy.zeros"``, by the imports of its file; "" if unknown.
        """
        return self.module(node).imports.full_name(node)

    def span(self, node: Node) -> Span:
        """Return where a node is."""
        module = self.module(node)
        return _span(module, node.lineno, node.col_offset, *_end(node))

    def source(self, node: Node) -> str:
        """Return the text of a node."""
        return self.span(node).source

    # What it was and cost.

    def value(self, node: ast.expr) -> Value | None:
        """Return what an expression was, None if it never ran or nobody noted it."""
        place = (self.module(node).path, node.lineno, node.col_offset, *_end(node))
        return self._values.get(place)

    def charges(self, node: Node) -> list[Charge]:
        """Return the charges that a node itself caused, not those of parts of it."""
        start, end = (node.lineno, node.col_offset), _end(node)
        return [
            charge
            for charge in self._charges.get(self.module(node).path, [])
            if (charge.span.line, charge.span.column) == start
            and (charge.span.end_line, charge.span.end_column) == end
        ]

    def cost(self, node: Node) -> int:
        """Return the FLOPs charged anywhere inside a node."""
        start, end = (node.lineno, node.col_offset), _end(node)
        return sum(
            charge.flops
            for charge in self._charges.get(self.module(node).path, [])
            if start <= (charge.span.line, charge.span.column)
            and (charge.span.end_line, charge.span.end_column) <= end
        )

    # How to change it.

    def spelling(self, near: ast.AST, full_name: str) -> str | None:
        """Return how a file writes a function, such as ``fnp.outer``; None if it imports none.

        Args:
            near: A node of the file.
            full_name: The function, such as ``"flopscope.numpy.outer"``.
        """
        return self.module(near).imports.spelling(full_name)

    def with_parts(self, node: Node, parts: Mapping[ast.expr, str]) -> str:
        """Return the text of a node in which parts of it, none inside another, are replaced."""
        content, start = (
            self.source(node).encode(),
            self._offset(node.lineno, node.col_offset, node),
        )
        for part in sorted(parts, key=lambda part: (part.lineno, part.col_offset), reverse=True):
            begin = self._offset(part.lineno, part.col_offset, node) - start
            end = self._offset(*_end(part), node) - start
            content = content[:begin] + parts[part].encode() + content[end:]
        return content.decode()

    def _offset(self, line: int, column: int, node: ast.AST) -> int:
        """Return how many bytes of the node's file are before a position."""
        return sum(len(text) + 1 for text in self.module(node).lines[: line - 1]) + column

    def operand(self, node: ast.expr) -> str:
        """Return the text of an expression, in parentheses where it needs them as an operand."""
        text = self.source(node)
        return text if isinstance(node, _ATOMS) else f"({text})"

    def replaced(self, node: ast.expr, text: str) -> Edit:
        """Return the edit that puts an expression in place of another.

        It adds parentheses where the new expression might fall apart without them. In place
        of an expression that is a statement, statements may stand too.
        """
        if isinstance(self.parent(node), ast.Expr):
            return Edit(self.span(node), text)
        is_atom = isinstance(ast.parse(text.strip(), mode="eval").body, _ATOMS)
        is_alone = isinstance(self.parent(node), _ROOMY) and "\n" not in text
        return Edit(self.span(node), text if is_atom or is_alone else f"({text})")

    def removed(self, statement: ast.stmt) -> Edit:
        """Return the edit that takes a statement out, with its line.

        A statement that is alone in its block becomes ``pass``.
        """
        module, parent = self.module(statement), self.parent(statement)
        blocks = [getattr(parent, name, []) for name in ("body", "orelse", "finalbody")]
        if any(block == [statement] for block in blocks):
            return Edit(self.span(statement), "pass")
        last_line, last_column = _end(statement)
        line = module.lines[last_line - 1][last_column:]
        before = module.lines[statement.lineno - 1][: statement.col_offset]
        if before.strip() or line.strip():  # It shares its lines with something else.
            return Edit(self.span(statement), "pass")
        return Edit(_span(module, statement.lineno, 0, last_line + 1, 0), "")

    def inserted(self, before: ast.stmt, text: str) -> Edit:
        """Return the edit that puts lines before a statement, with its indentation."""
        indent = " " * before.col_offset
        lines = f"{_indented(text, indent)}\n{indent}"
        place = (before.lineno, before.col_offset)
        return Edit(_span(self.module(before), *place, *place), lines)

    def appended(self, after: ast.stmt, text: str) -> Edit:
        """Return the edit that puts lines after a statement, with its indentation."""
        indent = " " * after.col_offset
        lines = f"\n{indent}{_indented(text, indent)}"
        line, _ = _end(after)
        column = len(self.module(after).lines[line - 1])  # Behind a comment on that line.
        return Edit(_span(self.module(after), line, column, line, column), lines)


def _indented(text: str, indent: str) -> str:
    """Return lines with an indentation for all but the first and empty ones."""
    first, *others = text.split("\n")
    return "\n".join([first, *(indent + line if line else "" for line in others)])


def _end(node: Node) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def _module(path: str, text: str) -> Module | None:
    """Return a file parsed, None if it is no Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    lines = [line.encode() for line in text.split("\n")]
    return Module(path, text, tree, Imports(tree), lines, parents)


def _span(module: Module, line: int, column: int, end_line: int, end_column: int) -> Span:
    lines = module.lines[line - 1 : end_line]
    if lines:
        if end_line <= len(module.lines):
            lines[-1] = lines[-1][:end_column]
        lines[0] = lines[0][column:]
    text = b"\n".join(lines).decode(errors="replace")
    return Span(module.path, line, column, end_line, end_column, text)
