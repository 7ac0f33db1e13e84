"""Powers: a product or a root does the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.mentions import is_name
from whestdocs.estimators.advice.source.patterns import (
    Number,
    arguments,
    constant,
    function,
    is_called,
    is_charged,
    is_simple,
)
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.source.variables import fresh_name

RULE = Rule("power", "`**` where a product does")
_MESSAGE = (
    "No power is needed for this exponent: products, roots and quotients do the same for less."
)
#: Exponents, and what to write for each.
_FORMS = {
    2: "{x} * {x}",
    3: "{x} * {x} * {x}",
    4: "{square}({x} * {x})",
    -1: "1.0 / {x}",
    -2: "1.0 / ({x} * {x})",
    -3: "1.0 / ({x} * {x} * {x})",
    0.5: "{sqrt}({x})",
    -0.5: "1.0 / {sqrt}({x})",
    1.5: "{x} * {sqrt}({x})",
    -1.5: "1.0 / ({x} * {sqrt}({x}))",
    2.5: "{x} * {x} * {sqrt}({x})",
    0.25: "{sqrt}({sqrt}({x}))",
    -0.25: "1.0 / {sqrt}({sqrt}({x}))",
}
#: The same where the base is an expression that is better not evaluated twice.
_COMPOUND_FORMS = _FORMS | {
    2: "{square}({x})",
    3: "({name} := {x}) * {name} * {name}",
    4: "{square}({square}({x}))",
    -2: "1.0 / {square}({x})",
    -3: "1.0 / (({name} := {x}) * {name} * {name})",
    1.5: "({name} := {x}) * {sqrt}({name})",
    -1.5: "1.0 / (({name} := {x}) * {sqrt}({name}))",
    2.5: "({name} := {x}) * {name} * {sqrt}({name})",
}


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each power of an array whose exponent is a plain number."""
    for node in subject.expressions(ast.expr):
        if is_charged(subject, node, "power"):
            base, exponent = _power(subject, node)
            text = None if base is None else _text(subject, base, _number(subject, exponent))
            if text is not None:
                yield RULE.replacement(subject, node, _MESSAGE, text)


def _power(subject: Subject, node: ast.expr) -> tuple[ast.expr | None, ast.expr | None]:
    """Return the base and the exponent of a power, None for anything else."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return node.left, node.right
    names: tuple[str, str] | None = None
    if isinstance(node, ast.Call) and is_name(node.func, "pow"):
        names = ("base", "exp")
    elif is_called(subject, node, "power", "pow"):
        names = ("x", "y")
    found = arguments(node, *names) if isinstance(node, ast.Call) and names else {}
    return (found[names[0]], found[names[1]]) if names and len(found) == 2 else (None, None)


def _number(subject: Subject, exponent: ast.expr | None) -> Number | None:
    """Return the number that an exponent is, cast or not; None if it may vary."""
    if isinstance(exponent, ast.Call) and len(exponent.args) == 1:
        is_cast = is_called(subject, exponent, "float32", "float64", "int32", "int64")
        return constant(exponent.args[0]) if is_cast else None
    return constant(exponent)


def _text(subject: Subject, base: ast.expr, exponent: Number | None) -> str | None:
    """Return what to write instead, None if nothing is known to be cheaper."""
    forms = _FORMS if is_simple(base) else _COMPOUND_FORMS
    form = "" if exponent is None else forms.get(exponent, "")
    names = {name: function(subject, base, name) for name in ("sqrt", "square")}
    if not form or any(f"{{{name}}}" in form and not names[name] for name in names):
        return None
    if ":=" in form and _is_iterated(subject, base):
        return None
    is_enclosed = "({x})" in form or ":= {x}" in form
    x = subject.source(base) if is_enclosed else subject.operand(base)
    return form.format(x=x, name=fresh_name(subject, "base", base), **names)


def _is_iterated(subject: Subject, node: ast.expr) -> bool:
    """Return whether a node is in what a comprehension runs over: Python allows no := there."""
    return any(
        isinstance(outer, ast.comprehension) and outer.iter is inner
        for inner, outer in pairwise([node, *subject.ancestors(node)])
    )
