"""Formulas of prices as a reader writes them: without stars, with raised exponents."""

from __future__ import annotations

import ast
from functools import cache

from markupsafe import Markup

_MINUS = "\N{MINUS SIGN}"
_BRACKETS = {"ceil": ("⌈", "⌉"), "floor": ("⌊", "⌋")}


@cache
def formula_html(formula: str) -> Markup:
    """Return the HTML of a formula in Python's notation.

    Args:
        formula: Sums, products, quotients and powers of n, with ceil, floor and log2.
    """
    return _html(ast.parse(formula, mode="eval").body)


def _html(node: ast.expr) -> Markup:
    match node:
        case ast.Constant(value=int(value)):
            return Markup(f"{value:,}")
        case ast.Name(id=name):
            return Markup("<i>{}</i>").format(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Markup("{}{}").format(_MINUS, _html(operand))
        case ast.Call(func=ast.Name(id="log2"), args=[argument]):
            return Markup("log<sub>2</sub> {}").format(_factor(argument))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            opening, closing = _BRACKETS[name]
            return Markup("{}{}{}").format(opening, _html(argument), closing)
        case ast.BinOp(left=left, op=op, right=right):
            return _operation(left, op, right)
    raise ValueError(f"{ast.unparse(node)} is no part of a price's formula")


def _operation(left: ast.expr, op: ast.operator, right: ast.expr) -> Markup:
    match op:
        case ast.Add() | ast.Sub():
            sign = "+" if isinstance(op, ast.Add) else _MINUS
            return Markup("{} {} {}").format(_html(left), sign, _html(right))
        case ast.Mult():
            dot = (
                "" if isinstance(left, ast.Constant) and not _is_number(right) else "\N{THIN SPACE}"
            )
            return Markup("{}{}{}").format(_factor(left), dot, _factor(right))
        case ast.Div():
            return Markup("{}/{}").format(_factor(left), _factor(right))
        case ast.FloorDiv():
            return Markup("⌊{}/{}⌋").format(_factor(left), _factor(right))
        case ast.Pow():
            return Markup("{}<sup>{}</sup>").format(_factor(left), _html(right))
    raise ValueError(f"{type(op).__name__} is no part of a price's formula")


def _factor(node: ast.expr) -> Markup:
    """Return the HTML of a node, in brackets if it is a sum."""
    is_sum = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
    return Markup("({})").format(_html(node)) if is_sum else _html(node)


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)
