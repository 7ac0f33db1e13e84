"""The random samplers of a release, in the three interfaces that have them."""

from __future__ import annotations

from collections.abc import Mapping

from whestdocs.measurements.prices.operations import Operation

#: How the names of an interface's operations begin, and what one writes to get at them.
INTERFACES = {
    "random.Generator.": "default_rng(seed)",
    "random.": "fnp.random",
    "random.RandomState.": "RandomState(seed)",
}


def samplers(operations: Mapping[str, Operation]) -> dict[str, list[Operation | None]]:
    """Return each sampler that is not free in every interface, None where one lacks it."""
    short = sorted({name.rpartition(".")[2] for name in operations if name.startswith("random.")})
    found = {
        sampler: [_priced(operations.get(f"{prefix}{sampler}")) for prefix in INTERFACES]
        for sampler in short
    }
    return {
        sampler: interfaces
        for sampler, interfaces in found.items()
        if any(each and any(price.flops for price in each.prices.values()) for each in interfaces)
    }


def _priced(operation: Operation | None) -> Operation | None:
    return operation if operation is not None and operation.prices else None


def differing(operations: Mapping[str, Operation]) -> list[str]:
    """Return the samplers that do not cost the same, drawing float64, wherever they exist."""
    return [
        sampler
        for sampler, interfaces in samplers(operations).items()
        if len({each.prices["float64"].flops for each in interfaces if each}) > 1
    ]
