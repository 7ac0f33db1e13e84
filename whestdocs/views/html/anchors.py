"""Where the eye looks for an operation: at the operator, the called name, the bracket.

Charged expressions nest, as in ``a*b + c*d``, but buttons must not. So an expression is
reached through one token of its own, its anchor, which belongs to no other expression.
"""

from __future__ import annotations

import ast
import re

from whestdocs.estimators.profiles import Span
from whestdocs.views.html.source_text import AnnotatedText, Extent

#: What may stand between an operand and the token that follows it.
_GAP = re.compile(r"(?:[\s)\\]|#[^\n]*)*")
_WORD_OR_SIGN = re.compile(r"\w+|\S")
_OPERATOR = re.compile(r"(?:\*\*|//|<<|>>|[-+*/%@&|^])=?|[<>]=?|[=!]=|~|\w+")


class Anchors:
    """Finds the anchors of the expressions of one file."""

    def __init__(self, source: AnnotatedText) -> None:
        self._source = source
        self._nodes: dict[Extent, list[ast.AST]] = {}
        for node in ast.walk(_tree(source.text)):
            if isinstance(node, (ast.expr, ast.stmt)):
                self._nodes.setdefault(self._extent(node), []).append(node)
                self._add_chained_call(node)

    def anchor(self, span: Span) -> Extent | None:
        """Return the anchor of the expression at ``span``, or None if nothing is there.

        Where the source does not say, as for a file that does not parse, it is the
        first word or sign of the expression.
        """
        extent = self._source.extent(span)
        for node in self._nodes.get(extent, []):
            anchor = self._of_node(node)
            if anchor is not None and extent.covers(anchor):
                return anchor
        first = _WORD_OR_SIGN.search(self._source.text, extent.start, extent.end)
        return None if first is None else Extent(*first.span())

    def _add_chained_call(self, node: ast.AST) -> None:
        """Make a method call known by the place that Python gives one in a chain of lines.

        It reports ``x<newline>.sum()`` as beginning at ``sum``.
        """
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = self._attribute_name(node.func)
            if name is not None:
                chained = Extent(name.start, self._extent(node).end)
                self._nodes.setdefault(chained, []).append(node)

    def _of_node(self, node: ast.AST) -> Extent | None:
        match node:
            case ast.BinOp(left=operand) | ast.Compare(left=operand):
                return self._operator(self._skip_gap(self._extent(operand).end))
            case ast.AugAssign(target=operand):
                return self._operator(self._skip_gap(self._extent(operand).end))
            case ast.UnaryOp():
                return self._operator(self._extent(node).start)
            case ast.Call(func=ast.Attribute() as attribute) | (ast.Attribute() as attribute):
                return self._attribute_name(attribute)
            case ast.Call(func=ast.Name() as name):
                return self._extent(name)
            case ast.Call(func=function):
                return self._after(function, "(")
            case ast.Subscript(value=value):
                return self._after(value, "[")
        return None

    def _operator(self, start: int) -> Extent | None:
        found = _OPERATOR.match(self._source.text, start)
        return None if found is None else Extent(*found.span())

    def _attribute_name(self, node: ast.Attribute) -> Extent | None:
        dot = self._after(node.value, ".")
        if dot is None:
            return None
        start = self._skip_gap(dot.end)
        # Not `node.attr`: Python normalises names, so its length may differ.
        end = self._extent(node).end
        return Extent(start, end) if start < end else None

    def _after(self, node: ast.expr, symbol: str) -> Extent | None:
        """Return where ``symbol`` follows ``node``, with no more than a gap between."""
        start = self._skip_gap(self._extent(node).end)
        if not self._source.text.startswith(symbol, start):
            return None
        return Extent(start, start + len(symbol))

    def _skip_gap(self, start: int) -> int:
        gap = _GAP.match(self._source.text, start)
        return start if gap is None else gap.end()

    def _extent(self, node: ast.expr | ast.stmt) -> Extent:
        end_line, end_column = node.end_lineno, node.end_col_offset
        assert end_line is not None and end_column is not None  # It comes from a parser.
        start = self._source.offset(node.lineno, node.col_offset)
        return Extent(start, self._source.offset(end_line, end_column))


def _tree(text: str) -> ast.AST:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module(body=[], type_ignores=[])
