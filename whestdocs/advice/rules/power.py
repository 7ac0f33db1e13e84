"""Powers: a product or a root does the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from whestdocs.advice.candidate import Candidate
from whestdocs.advice.patterns import (
    Number,
    arguments,
    constant,
    function,
    is_called,
    is_charged,
    is_simple,
)
from whestdocs.advice.subject import Subject
from whestdocs.advice.variables import fresh_name

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
_MESSAGE = (
    "No power is needed for this exponent: products, roots and quotients do the same for less."
)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each power of an array whose exponent is a plain number."""
    for node in subject.expressions(ast.expr):
        if not is_charged(subject, node, "power"):
            continue
        found = _power(subject, node)
        text = None if found is None else _text(subject, *found)
        if text is not None:
            edits = (subject.replaced(node, text),)
            yield Candidate("power", subject.span(node), _MESSAGE, text, edits)


def _power(subject: Subject, node: ast.expr) -> tuple[ast.expr, Number] | None:
    """Return the base and the exponent of a power, None if the exponent may vary."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        base, written = node.left, node.right
    elif isinstance(node, ast.Call) and _is_power(subject, node):
        first, second = ("base", "exp") if _is_builtin(node) else ("x", "y")
        found = arguments(node, first, second) or {}
        if len(found) != 2:
            return None
        base, written = found[first], found[second]
    else:
        return None
    exponent = _exponent(subject, written)
    return None if exponent is None else (base, exponent)


def _is_iterated(subject: Subject, node: ast.expr) -> bool:
    """Return whether a node is in what a comprehension runs over: Python allows no := there."""
    around = [node, *subject.ancestors(node)]
    return any(
        isinstance(outer, ast.comprehension) and outer.iter is inner
        for inner, outer in pairwise(around)
    )


def _is_power(subject: Subject, call: ast.Call) -> bool:
    return _is_builtin(call) or is_called(subject, call, "power", "pow")


def _is_builtin(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "pow"


def _exponent(subject: Subject, written: ast.expr) -> Number | None:
    is_cast = is_called(subject, written, "float32", "float64", "int32", "int64")
    if is_cast and isinstance(written, ast.Call) and len(written.args) == 1:
        return constant(written.args[0])
    return constant(written)


def _text(subject: Subject, base: ast.expr, exponent: Number) -> str | None:
    """Return what to write instead, None if nothing is known to be cheaper."""
    forms = _FORMS if is_simple(base) else _COMPOUND_FORMS
    form = forms.get(exponent)
    names = {name: function(subject, base, name) for name in ("sqrt", "square")}
    if form is None or any(f"{{{name}}}" in form and not names[name] for name in names):
        return None
    if ":=" in form and _is_iterated(subject, base):
        return None
    is_enclosed = "({x})" in form or ":= {x}" in form
    x = subject.source(base) if is_enclosed else subject.operand(base)
    return form.format(x=x, name=fresh_name(subject, base, "base"), **names)
