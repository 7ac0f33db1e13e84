"""Prices of operations as lines of plain text, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from whestdocs.measurements.prices.operations import Operation
from whestdocs.measurements.prices.price_list_job import counts
from whestdocs.text import visible

_COLUMNS = "{:<38} {:>12} {:>12}  {}"


def price_lines(operation: Operation) -> Iterator[str]:
    """Yield what an operation costs, dtype by dtype, and what a tag of symmetry saves."""
    yield f"{operation.call}{f' at n = {operation.size:,}' if operation.grows else ''}"
    for dtype, price in operation.prices.items():
        formula = f" = {price.formula}" if operation.grows and price.formula else ""
        yield f"{dtype}: {price.flops:,} FLOPs{formula}"
    if operation.symmetry is not None:
        saved = operation.symmetry
        kept = "keeps the tag" if saved.keeps else "loses the tag"
        yield (
            f"symmetric 64 x 64, float32: {saved.plain:,} FLOPs; tagged: {saved.tagged:,} FLOPs, "
            f"and {kept}"
        )


def price_list_lines(operations: Mapping[str, Operation]) -> Iterator[str]:
    """Yield a line for each operation, those without a price last, and how many there are."""
    priced = {name: each for name, each in operations.items() if each.prices}
    unpriced = {name: each for name, each in operations.items() if not each.prices}
    yield _COLUMNS.format("operation", "float32", "float64", "formula").rstrip()
    for name, operation in priced.items():
        flops = [_flops(operation, dtype) for dtype in ("float32", "float64")]
        formula = operation.prices[operation.reference].formula
        yield _COLUMNS.format(visible(name), *flops, formula).rstrip()
    for name, operation in unpriced.items():
        yield f"{visible(name)}: no price. {visible(operation.reason)}"
    for name, count in counts(operations):
        yield f"{name.replace('_', ' ')}: {count}"


def _flops(operation: Operation, dtype: str) -> str:
    return f"{operation.prices[dtype].flops:,}" if dtype in operation.prices else "-"
