"""Where flopscope says something else about a price than what was measured.

Its registry holds a category, a weight, a complex factor and a note for each operation, and
`flopscope.accounting` has cost functions. What they say is turned into numbers and compared
at every size that was measured. Notes are prose: what is no formula in the sizes of arrays
is left alone, and so is a note that states conditions.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from whestdocs.measurements.prices.operations import ADDITION, Operation, Price, Size

#: What the categories of the registry mean, by its own header.
_CATEGORIES = {
    "counted_unary": "numel(output)",
    "counted_binary": "numel(output)",
    "counted_reduction": "numel(input)",
    "free": "0",
    "free_random_method": "0",
}
_COST = re.compile(
    r"\b(?:[Cc]ost(?:: | = )|composite: |reference dense cost )(?P<cost>.*?)(?:\.(?= |$)|;|$)"
)
#: What turns a note's way of writing into formulas; n and numel() stay.
_REWRITINGS = (
    (re.compile(r"^(\d+) FLOPs per element of the broadcast.*"), r"\1*numel(output)"),
    (
        re.compile(r"\bnumel of the broadcast of x with the distribution parameters"),
        "numel(output)",
    ),
    (re.compile(r"\bnumel\((?:a|x|v)\)"), "numel(input)"),
    (re.compile(r"^4\*N\+M, M=numel\(output\).*"), "4*numel(input) + numel(output)"),
    (re.compile(r"^4\*N\b.*"), "4*numel(input)"),
    (re.compile(r"(?: \(|, | -- | — | FLOPs?\b).*"), ""),
    (re.compile(r"\\frac\{(\d+)\}\{(\d+)\}"), r"\1/\2*"),
    (re.compile(r"[~$]"), ""),
    (re.compile(r"\^"), "**"),
    (re.compile(r"(?<=\d)(?=n\b)"), "*"),
    (re.compile(r"\blog2 n\b"), "log2(n)"),
)
_ALIAS = re.compile(r"\b[Aa]lias (?:for|of) (?:numpy\.|np\.)?(\w+)")
#: Words that make a cost depend on more than sizes.
_CONDITION = re.compile(r"\b(?:if|when|whenever|unless|plus|or|only)\b")
_REMARK = re.compile(r" \([^()]*\)")
_FORMULA = re.compile(r"(?:\d+|numel\((?:in|out)put\)|ceil\b|log2\b|n\b|[-+*/() ])+")


@dataclass(frozen=True)
class Disagreement:
    """Something that flopscope says and that does not hold.

    Attributes:
        operation: Name of the operation.
        source: What says it: ``"note"``, ``"category"``, ``"alias"``, ``"complex factor"``,
            ``"cost function"`` or ``"support"``.
        said: What it says.
        measured: What holds instead.
    """

    operation: str
    source: str
    said: str
    measured: str


def disagreements(operations: Mapping[str, Operation]) -> list[Disagreement]:
    """Return everything that flopscope says of ``operations`` and that does not hold."""
    add = operations[ADDITION].prices
    # What is computed in float64 whatever it is given costs that much more at float32 too.
    rates = {1, add["float64"].flops // add["float32"].flops}
    return [
        found
        for operation in operations.values()
        if operation.prices
        for found in (
            _support(operation),
            _alias(operation, operations),
            _cost(operation, rates),
            _complex_factor(operation),
            _cost_function(operation, rates),
        )
        if found is not None
    ]


def _support(operation: Operation) -> Disagreement | None:
    if operation.said.category != "blacklisted":
        return None
    flops = operation.prices[operation.reference].flops
    measured = f"it runs and costs {flops:,} FLOPs" if flops else "it runs, and is free"
    return Disagreement(operation.name, "support", "it is not supported", measured)


def _alias(operation: Operation, operations: Mapping[str, Operation]) -> Disagreement | None:
    """Compare an operation with the one that it is another name of."""
    named = _ALIAS.search(operation.said.notes or "")
    other = operations.get(named[1]) if named else None
    if other is None or other is operation or not other.prices:
        return None
    prices, others = _charged(operation), _charged(other)
    if prices == others:
        return None
    said = f"the same as {other.name}, {_measured(other)}"
    return Disagreement(operation.name, "alias", said, _measured(operation))


def _charged(operation: Operation) -> dict[str, int]:
    return {dtype: price.flops for dtype, price in operation.prices.items()}


def _cost(operation: Operation, rates: set[int]) -> Disagreement | None:
    """Compare with the note, or with the category where the note states no cost."""
    source, formula = _stated(operation)
    weight = operation.said.weight
    if not formula or weight is None:
        return None
    price = operation.prices.get("float64", operation.prices[operation.reference])
    for reading in (_as_written, _as_returned):
        for rate in rates:
            if _holds(price, formula, reading, weight * rate):
                return None
    said = formula if weight in (0, 1) else f"{formula}, times {weight:g}"
    return Disagreement(operation.name, source, said, _measured(operation))


def _stated(operation: Operation) -> tuple[str, str]:
    """Return who states a cost, and the cost as a formula, "" if it is none."""
    note = operation.said.notes or ""
    found = _COST.search(note)
    if found is not None:
        return "note", _formula(found["cost"])
    if re.search(r"\bcost\b", note):
        return "note", ""
    category = _CATEGORIES.get(operation.said.category or "", "")
    extra = " + numel(input)" if ", plus numel(input) for the NaN test" in note else ""
    return "category", category + extra


def _formula(cost: str) -> str:
    """Return the formula that a note states, "" if it is none in the sizes of arrays."""
    if _CONDITION.search(_REMARK.sub("", cost)):
        return ""
    for pattern, replacement in _REWRITINGS:
        cost = pattern.sub(replacement, cost)
    return cost.strip() if _FORMULA.fullmatch(cost) and _is_python(cost.strip()) else ""


def _is_python(text: str) -> bool:
    try:
        compile(text, "<note>", "eval")
    except SyntaxError:
        return False
    return True


def _as_written(n: int, size: Size) -> dict[str, int]:
    return {"n": n, "input": size.given, "output": size.returned}


def _as_returned(n: int, size: Size) -> dict[str, int]:
    """Read n as the elements returned, and an element-wise output as one of several."""
    return {"n": size.returned, "input": size.given, "output": size.given}


def _holds(
    price: Price, formula: str, reading: Callable[[int, Size], dict[str, int]], factor: float
) -> bool:
    """Return whether a formula gives a price at every size, but for rounding down."""
    text = formula.replace("numel(input)", "input").replace("numel(output)", "output")
    functions = {"ceil": math.ceil, "log2": math.log2}
    return all(
        0 <= factor * eval(text, functions | reading(n, size)) - size.flops < max(factor, 1)
        for n, size in price.sizes.items()
        if size.returned  # Where no array comes back, there is nothing to count.
    )


def _complex_factor(operation: Operation) -> Disagreement | None:
    factor, real = operation.said.complex_factor, operation.prices.get("float32")
    price = operation.prices.get("complex64")
    if factor is None or price is None or real is None or not real.flops:
        return None
    if (real.returns or "").startswith("complex"):
        return None  # It is complex already.
    if factor == "illegal":
        said = "complex numbers are not allowed"
        return Disagreement(operation.name, "complex factor", said, "it runs at complex64")
    if isinstance(factor, str) or abs(factor * real.flops - price.flops) <= factor:
        return None
    ratio = f"{price.flops / real.flops:.3g}"
    return Disagreement(operation.name, "complex factor", f"{factor:g}", ratio)


def _cost_function(operation: Operation, rates: set[int]) -> Disagreement | None:
    price, costs = operation.prices.get("float32"), operation.said.costs
    if price is None or not costs:
        return None
    charged = {n: size.flops for n, size in price.sizes.items() if n in costs}
    if any(charged == {n: rate * cost for n, cost in costs.items()} for rate in rates):
        return None
    said = f"{operation.said.accounting} = {costs[operation.size]:,}"
    return Disagreement(operation.name, "cost function", said, f"{price.flops:,}")


def _measured(operation: Operation) -> str:
    price = operation.prices[operation.reference]
    return price.formula or f"{price.flops:,} at n = {operation.size:,}"
