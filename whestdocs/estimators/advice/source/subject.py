"""What rules look at: the charges, the parsed sources, and what each expression was.

Nodes are those of ``ast``, so rules match them as usual; everything else that is known of a
node is asked of the subject.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from whestdocs.estimators.advice.source.edits import Content, Edit, ends
from whestdocs.estimators.advice.source.import_statements import Imports
from whestdocs.estimators.advice.source.noted_values import UNKNOWN, Place, Value
from whestdocs.estimators.profiles import Charge, Profile, Span

Node = ast.expr | ast.stmt | ast.ExceptHandler
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Kind = TypeVar("_Kind", bound=ast.AST)
_Expression = TypeVar("_Expression", bound=ast.expr)
#: Expressions that stand anywhere without parentheses.
_ATOMS = (ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Call, ast.List, ast.Dict)
#: How long a line may be that is written, and what is shown of the author's code in a sentence.
_LONGEST, _SHOWN = 100, 60


@dataclass(frozen=True)
class Module:
    """One of the author's files.

    Attributes:
        path: Its path relative to the estimator's folder.
        text: Its text.
        content: The same in bytes, as columns count those.
        tree: Its tree.
        imports: What its names stand for.
        parents: The node around each node.
    """

    path: str
    text: str
    content: Content
    tree: ast.Module
    imports: Imports
    parents: dict[ast.AST, ast.AST]

    def span(self, begin: tuple[int, int], end: tuple[int, int]) -> Span:
        """Return what stands between two positions."""
        return self.content.span(self.path, begin, end)


class Subject:
    """An estimator as it ran.

    Attributes:
        profile: What it was charged.
        modules: The author's files that ran, the estimator's own first.
    """

    def __init__(self, profile: Profile, values: Mapping[Place, Value]) -> None:
        self.profile = profile
        self._values = values
        self._charges: dict[str, list[Charge]] = {}
        for charge in profile.charges:
            self._charges.setdefault(charge.span.file, []).append(charge)
        files = sorted(profile.files, key=lambda file: file.path != profile.file)
        parsed = [_module(file.path, file.source) for file in files]
        self.modules = [module for module in parsed if module is not None]
        for module in self.modules:
            module.imports.know([other.imports for other in self.modules])
        self._homes = {node: module for module in self.modules for node in ast.walk(module.tree)}

    # What there is.

    def nodes(self, kind: type[_Kind]) -> Iterator[_Kind]:
        """Yield all nodes of a kind."""
        return (node for node in self._homes if isinstance(node, kind))

    def expressions(self, kind: type[_Expression]) -> Iterator[_Expression]:
        """Yield all expressions of a kind inside functions, in file order."""
        return (node for node in self._expressions if isinstance(node, kind))

    @cached_property
    def _expressions(self) -> list[ast.expr]:
        found = [node for node in self.nodes(ast.expr) if self.function(node) is not None]
        places = {module.path: number for number, module in enumerate(self.modules)}
        return sorted(found, key=lambda node: (places[self.module(node).path], start(node)))

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
        return next((found for found in self.ancestors(node) if isinstance(found, Function)), None)

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """Return the statements that a statement is one of."""
        parent = self.parent(statement)
        blocks = (getattr(parent, name, []) for name in ("body", "orelse", "finalbody"))
        return next(block for block in blocks if statement in block)

    def before(self, statement: ast.stmt) -> list[ast.stmt]:
        """Return the statements of the same block before a statement, the nearest first."""
        block = self.block(statement)
        return block[: block.index(statement)][::-1]

    def full_name(self, node: ast.AST) -> str:
        """Return what a name, an attribute or the function of a call stands for.

        Such as ``"flopscope.numpy.zeros"``, by the imports of its file; "" if unknown.
        """
        return self.module(node).imports.full_name(node)

    def span(self, node: Node) -> Span:
        """Return where a node is."""
        return self.module(node).span(start(node), end(node))

    def head(self, node: Node) -> Span:
        """Return where the first line of a node is."""
        module = self.module(node)
        line = module.content.lines[node.lineno - 1].rstrip()
        return module.span(start(node), (node.lineno, len(line)))

    @property
    def predict_span(self) -> Span:
        """Where predict() is defined, or the beginning of the file."""
        for module in self.modules[:1]:
            for node in ast.walk(module.tree):
                if isinstance(node, ast.FunctionDef) and node.name == "predict":
                    return self.head(node)
        return Span(self.profile.file, 1, 0, 1, 0, "")

    def source(self, node: Node) -> str:
        """Return the text of a node."""
        return self.span(node).source

    def shown(self, node: Node) -> str:
        """Return an expression as a sentence shows it: in one line, and no longer than needed."""
        text = self.in_one_line(node)
        text = ast.unparse(node) if "\n" in text else text
        return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 4]} ..."

    def in_one_line(self, node: Node) -> str:
        """Return the text of a node without its line breaks.

        In parentheses, and with them, where a comment or a text of several lines needs them.
        """
        text = self.source(node)
        if "\n" not in text:
            return text
        if "#" in text or '"""' in text or "'''" in text or "\\\n" in text:
            return f"({text})"
        joined = re.sub(r"\s*\n\s*", " ", text)
        return re.sub(r",? (?=[)\]}])|(?<=[(\[{]) ", "", joined)

    # What it was and cost.

    def value(self, node: ast.expr) -> Value:
        """Return what an expression was, `UNKNOWN` if it never ran or nobody noted it."""
        return self._values.get((self.module(node).path, *start(node), *end(node)), UNKNOWN)

    def charges(self, node: Node) -> list[Charge]:
        """Return the charges that a node itself caused, not those of parts of it."""
        return [
            charge
            for charge in self._charges_within(node)
            if ends(charge.span) == (start(node), end(node))
        ]

    def cost(self, node: Node) -> int:
        """Return the FLOPs charged anywhere inside a node."""
        return sum(charge.flops for charge in self._charges_within(node))

    def _charges_within(self, node: Node) -> Iterator[Charge]:
        first, last = start(node), end(node)
        for charge in self._charges.get(self.module(node).path, []):
            begins, stops = ends(charge.span)
            if first <= begins and stops <= last:
                yield charge

    # How to change it.

    def spelling(self, near: ast.AST, full_name: str) -> str | None:
        """Return how code writes a function, such as ``fnp.outer``; None if it cannot."""
        return self.module(near).imports.spelling(full_name, near)

    def with_parts(self, node: Node, parts: Mapping[ast.expr, str]) -> str:
        """Return the text of a node in which parts of it, none inside another, are replaced."""
        content = self.module(node).content
        made, done = b"", content.offset(*start(node))
        for part in sorted(parts, key=start):
            made += content.data[done : content.offset(*start(part))] + parts[part].encode()
            done = content.offset(*end(part))
        return (made + content.data[done : content.offset(*end(node))]).decode()

    def operand(self, node: ast.expr) -> str:
        """Return the text of an expression, in parentheses where it needs them as an operand."""
        text = self.source(node)
        return text if isinstance(node, _ATOMS) else f"({text})"

    def replaced(self, node: ast.expr, text: str) -> Edit:
        """Return the edit that puts an expression in place of another.

        It adds parentheses where the new expression would fall apart without them. In place
        of an expression that is a statement, statements may stand too.
        """
        if isinstance(self.parent(node), ast.Expr):
            return Edit(self.span(node), text)
        text = self._in_lines(node, text)
        enclosed = text if text.startswith("(\n") else f"({text})"
        plain = self._header_with(node, text)
        is_same = plain is not None and plain == self._header_with(node, f"({text})")
        return Edit(self.span(node), text if is_same else enclosed)

    def _in_lines(self, node: ast.expr, text: str) -> str:
        """Return a conditional expression in lines of its own where one would be too long."""
        wrapped = f"({text}\n)"
        tree = ast.parse(wrapped, mode="eval").body
        line = self.module(node).content.lines[node.lineno - 1]
        length = len(line[: node.col_offset]) + len(text)
        if not isinstance(tree, ast.IfExp) or "\n" in text or length <= _LONGEST:
            return text
        indent = "\n" + " " * (len(line) - len(line.lstrip()))
        parts = (tree.body, tree.test, tree.orelse)
        body, test, orelse = (ast.get_source_segment(wrapped, part) or "" for part in parts)
        if isinstance(tree.body, ast.IfExp):
            body = f"({body})"
        if self._is_enclosed(node):
            return f"{body}{indent}if {test}{indent}else {orelse}"
        inner = f"{indent}    "
        return f"({inner}{body}{inner}if {test}{inner}else {orelse}{indent})"

    def _is_enclosed(self, node: ast.expr) -> bool:
        """Return whether an expression is all that stands between two brackets."""
        content = self.module(node).content
        before = content.data[: content.offset(*start(node))].rstrip()
        after = content.data[content.offset(*end(node)) :].lstrip()
        return before.endswith(b"(") and after.startswith(b")")

    def _header_with(self, node: ast.expr, text: str) -> str | None:
        """Return the tree of a statement without its block in which an expression is another.

        None if that is no statement.
        """
        content = self.module(node).content
        statement = next(one for one in self.ancestors(node) if isinstance(one, ast.stmt))
        body = getattr(statement, "body", None)
        stop = start(body[0]) if body else end(statement)
        before = content.data[content.offset(*start(statement)) : content.offset(*start(node))]
        after = content.data[content.offset(*end(node)) : content.offset(*stop)]
        try:
            made = before.decode() + text + after.decode() + ("pass" if body else "")
            return ast.dump(ast.parse(made))
        except (SyntaxError, ValueError):
            return None

    def removed(self, statement: ast.stmt, going: Collection[ast.stmt] = ()) -> Edit:
        """Return the edit that takes a statement out, with its line.

        The last statement of its block becomes ``pass`` if all others are going too.
        """
        module, block = self.module(statement), self.block(statement)
        is_all = statement is block[-1] and all(one in going or one is statement for one in block)
        lines, (last, column) = module.content.lines, end(statement)
        before = lines[statement.lineno - 1][: statement.col_offset]
        if is_all or before.strip() or lines[last - 1][column:].strip():
            return Edit(self.span(statement), "pass")
        return Edit(module.span((statement.lineno, 0), (last + 1, 0)), "")

    def with_flag(
        self, function: ast.FunctionDef, call: ast.Call, parameter: str, variable: str
    ) -> tuple[Edit, Edit]:
        """Return the edits that give a function a parameter, and a call a variable for it.

        Other calls of the function give False.
        """
        found = [node for node in ast.walk(function.args) if isinstance(node, (ast.arg, ast.expr))]
        is_typed = any(node.annotation for node in found if isinstance(node, ast.arg))
        text = f", {parameter}: bool = False" if is_typed else f", {parameter}=False"
        inside = self.source(call)[:-1].rstrip()
        comma = "" if inside.endswith(("(", ",")) else ", "
        line, column = end(call)
        return (
            self._insertion(function, max(map(end, found)), text),
            self._insertion(call, (line, column - 1), f"{comma}{parameter}={variable}"),
        )

    def indented(self, run: Sequence[ast.stmt], condition: str) -> tuple[str, list[Edit]] | None:
        """Return what puts statements that follow each other under a condition.

        Returns:
            The line to insert before the first, without its end, and the edits that indent the
            lines of all but that; None if a text of several lines would change by that.
        """
        lines = self.module(run[0]).content.lines
        last, column = end(run[-1])
        before = lines[run[0].lineno - 1][: run[0].col_offset]
        if before.strip() or lines[last - 1][column:].lstrip().startswith(b";"):
            return None
        for node in (found for statement in run for found in ast.walk(statement)):
            if isinstance(node, (ast.Constant, ast.JoinedStr)) and start(node)[0] != end(node)[0]:
                return None
        following = range(run[0].lineno + 1, last + 1)
        written = [line for line in following if lines[line - 1].strip()]
        return f"if {condition}:", [self._insertion(run[0], (line, 0), "    ") for line in written]

    def inserted(self, before: ast.stmt, text: str) -> Edit:
        """Return the edit that puts lines before a statement, with its indentation."""
        indent = " " * before.col_offset
        return self._insertion(before, start(before), f"{_indented(text, indent)}\n{indent}")

    def appended(self, after: ast.stmt, text: str) -> Edit:
        """Return the edit that puts lines after a statement, with its indentation."""
        indent, (line, _) = " " * after.col_offset, end(after)
        column = len(self.module(after).content.lines[line - 1])  # Behind a comment on that line.
        return self._insertion(after, (line, column), f"\n{indent}{_indented(text, indent)}")

    def _insertion(self, near: ast.AST, place: tuple[int, int], text: str) -> Edit:
        return Edit(self.module(near).span(place, place), text)


def start(node: Node | ast.arg) -> tuple[int, int]:
    """Return the line and the column at which a node begins."""
    return node.lineno, node.col_offset


def end(node: Node | ast.arg) -> tuple[int, int]:
    """Return the line and the column at which a node ends."""
    assert node.end_lineno is not None and node.end_col_offset is not None
    return node.end_lineno, node.end_col_offset


def _indented(text: str, indent: str) -> str:
    """Return lines with an indentation for all but the first and empty ones."""
    first, *others = text.split("\n")
    return "\n".join([first, *(indent + line if line else "" for line in others)])


def _module(path: str, text: str) -> Module | None:
    """Return a file parsed, None if it is no Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    return Module(path, text, Content(text), tree, Imports(tree), parents)
