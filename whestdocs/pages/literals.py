"""Numbers that stand in an expression itself: units are converted with them, and nothing else.

`{{ figure("a/flops") / 1000000 }}` says what was measured; `{{ round.width * 0 + 86672399 }}`
says what somebody typed, and would name whestbench as its origin.
"""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes

from whestdocs.errors import FigureError

#: What a figure may be multiplied with or divided by: two, and powers of ten.
FACTORS = (2, *(10**power for power in range(1, 10)), *(10.0**-power for power in range(1, 10)))
#: What it may be raised to.
EXPONENTS = (2, 3)
#: Digits that filters may write, and which of their arguments says how many.
DIGITS = range(1, 7)
_ARGUMENT_OF_DIGITS = {"rounded": 0, "interval": 0, "percent": 1, "ratio": 1}
_LISTED = "2 and powers of ten as factors, 2 and 3 as exponents, and up to 6 digits in filters"


def refuse_typed_numbers(expression: nodes.Template) -> None:
    """Refuse an expression that works with numbers which come from nowhere.

    Args:
        expression: ``{{ ... }}``, parsed by Jinja.

    Raises:
        FigureError: A number in it converts no unit, or ``constant`` is given no text.
    """
    converting = set(map(id, _converting(expression)))
    for literal in expression.find_all(nodes.Const):
        if type(literal.value) in (int, float) and id(literal) not in converting:
            raise FigureError(
                f"The number {literal.value} in it is typed. An expression may hold {_LISTED}; "
                "other numbers are figures, constants of a round, or constant(...) by itself."
            )
    for call in expression.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "constant":
            _refuse_no_text(call)


def _converting(expression: nodes.Template) -> Iterator[nodes.Expr]:
    """Yield the numbers that convert something."""
    for product in expression.find_all(nodes.Mul):
        yield from (side for side in (product.left, product.right) if _value(side) in FACTORS)
    for quotient in expression.find_all(nodes.Div):
        if _value(quotient.right) in FACTORS:
            yield quotient.right
    for power in expression.find_all(nodes.Pow):
        if _value(power.right) in EXPONENTS:
            yield power.right
    for comparison in expression.find_all(nodes.Compare):  # It decides, and is not shown.
        yield from (comparison.expr, *(operand.expr for operand in comparison.ops))
    for used in expression.find_all(nodes.Filter):
        digits = [keyword.value for keyword in used.kwargs if keyword.key == "digits"]
        digits += used.args[_ARGUMENT_OF_DIGITS.get(used.name, len(used.args)) :]
        yield from (each for each in digits if _value(each) in DIGITS)


def _value(node: nodes.Node) -> object:
    return node.value if isinstance(node, nodes.Const) else None


def _refuse_no_text(call: nodes.Call) -> None:
    if len(call.args) != 1 or call.kwargs or not isinstance(_value(call.args[0]), str):
        raise FigureError(
            'constant(...) takes a text, such as constant("64"): it is a number as you wrote it.'
        )
