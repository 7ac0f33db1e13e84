"""Which operations a release has, the call that each is priced by, and what flopscope says of it.

The release's own registry says which there are. It is private, as most of what flopscope says of
prices, so it is read with care: where it is gone, the operations are those that the catalogue
names itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import flopscope as flops

from .inputs import SIDE, canonical_size

#: How one gets to the samplers of each interface of fnp.random; the longest prefix counts.
_SAMPLERS = {
    "random.Generator.": "fnp.random.default_rng(0).",
    "random.RandomState.": "fnp.random.RandomState(0).",
    "random.": "fnp.random.",
}


@dataclass(frozen=True)
class CatalogueEntry:
    """An operation to price.

    Attributes:
        name: Name in the registry, or what one writes.
        family: Where it comes from: ``"registry"``, ``"unregistered"`` for a function that
            the registry leaves out, or a list of the catalogue.
        calls: Calls to try in turn.
        is_square: Whether its size is the side of a square whatever the call.
    """

    name: str
    family: str
    calls: tuple[str, ...]
    is_square: bool = False

    def size_of(self, call: str) -> int:
        """Return the canonical size of one of its calls.

        Raises:
            CallError: It is no expression.
        """
        return SIDE if self.is_square else canonical_size(call)


def registry() -> dict[str, dict[str, Any]]:
    """Return the release's registry, empty if it has none where it used to be."""
    try:
        from flopscope._registry import REGISTRY
    except ImportError:
        return {}
    return dict(REGISTRY)


def operations(catalogue: dict[str, Any]) -> dict[str, CatalogueEntry]:
    """Return every operation of the release and of ``catalogue``, by name."""
    entries = registry()
    squares = set(catalogue["sides"]["names"])
    names = dict.fromkeys(entries, "registry")
    names |= {name: "unregistered" for name in catalogue["calls"] if name not in entries}
    found = [
        CatalogueEntry(
            name, family, _calls(name, entries.get(name, {}), catalogue), name in squares
        )
        for name, family in names.items()
    ]
    for family, expressions in catalogue["expressions"].items():
        found += [CatalogueEntry(text, family, (text,)) for text in expressions]
    found += [
        CatalogueEntry(text, "statements", (call,))
        for text, call in catalogue["statements"].items()
    ]
    return {operation.name: operation for operation in found}


def _calls(name: str, entry: dict[str, Any], catalogue: dict[str, Any]) -> tuple[str, ...]:
    """Return the calls that an operation of the registry can be priced by, if any are known."""
    if name in catalogue["calls"]:
        return _as_tuple(catalogue["calls"][name])
    for prefix, address in _SAMPLERS.items():
        sampler = name.removeprefix(prefix)
        if sampler != name and sampler in catalogue["samplers"]:
            arguments = _as_tuple(catalogue["samplers"][sampler])
            return tuple(f"{address}{sampler}({argument})" for argument in arguments)
    rules = [
        rule for prefix, rule in catalogue["prefixes"].items() if name.startswith(prefix)
    ] or _as_tuple(catalogue["rules"].get(entry.get("category"), []))
    return tuple(rule.format(name=name) for rule in rules)


def _as_tuple(calls: str | list[str]) -> tuple[str, ...]:
    return (calls,) if isinstance(calls, str) else tuple(calls)


def documented(name: str, accounting: str | None, sizes: Iterable[int]) -> dict[str, Any]:
    """Return what the registry, the weights and the public cost functions say of an operation.

    ``accounting`` is its cost function in `flopscope.accounting`, as a call in the size n, and
    ``sizes`` are those to ask that function for.
    """
    entry = registry().get(name, {})
    fields = ("category", "notes", "complex_factor")
    return {field: entry.get(field) for field in fields} | {
        "weight": _weight(name),
        "accounting": accounting,
        "costs": {n: cost for n in sizes if (cost := _cost(accounting, n)) is not None},
    }


def _weight(name: str) -> float | None:
    try:
        from flopscope._weights import get_weight
    except ImportError:
        return None
    return float(get_weight(name))


def _cost(accounting: str | None, n: int) -> int | None:
    if accounting is None:
        return None
    try:
        return int(eval(accounting, {**vars(flops.accounting), "n": n}))
    except Exception:  # The function is not there, or takes other arguments, in this release.
        return None
