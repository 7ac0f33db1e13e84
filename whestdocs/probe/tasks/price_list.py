"""The price list: every operation of the release, priced at every dtype and several sizes.

catalogue ─> operations ─> a call that runs ─> prices by dtype and size ─> formulas
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Collection
from difflib import get_close_matches
from typing import Any

from ..pricing.behaviour import degree, only_moves, symmetry
from ..pricing.calls import run
from ..pricing.catalogue import CatalogueEntry, documented, operations
from ..pricing.formulas import formula
from ..pricing.inputs import ELEMENTS, SIDE, CallError, is_of_a_dtype
from ..task import Task

#: Sizes that formulas are fitted to: an odd one first, the others divisible by 6.
_FITTED = {ELEMENTS: (45, 60, 120, 240, 480, 960), SIDE: (9, 6, 12, 18, 30, 48)}
#: Sizes that formulas are only verified at; the last is the canonical one.
_HELD_OUT = {ELEMENTS: (64, 77, 333, 1025, ELEMENTS), SIDE: (15, 21, 25, 32, 39, SIDE)}
#: How many dtypes an operation is priced at that does the same at each of them.
_ENOUGH = 2


def measure(task: Task) -> None:
    """Price what the request names, or everything, and add what flopscope says of it."""
    warnings.simplefilter("ignore")  # A promotion is what is being priced.
    catalogue, names = task.request["catalogue"], task.request["names"]
    known = operations(catalogue)
    chosen = known
    if names is not None:  # What names no operation is taken for a call itself.
        chosen = {name: known.get(name) or CatalogueEntry(name, "call", (name,)) for name in names}
    priced = {name: _priced(each, task.request["dtypes"]) for name, each in chosen.items()}
    for name, document in priced.items():
        if document["call"] is None and name not in known:
            for failure in document["failed"]:
                failure["reason"] += _hint(name, known)
        sizes = _sizes(document["size"]) if document["call"] else ()
        document["said"] = documented(name, catalogue["accounting"].get(name), sizes)
    task.result["operations"] = priced
    task.finish()


def _hint(text: str, known: Collection[str]) -> str:
    """Return a question for the operations that somebody may mean who writes ``text``."""
    if not text.replace(".", "").isidentifier():
        return ""
    last = text.rpartition(".")[2]
    alike = [name for name in known if name.rpartition(".")[2] == last]
    alike = alike or get_close_matches(text, known)
    return f" Do you mean {' or '.join(alike)}?" if alike else ""


def _sizes(canonical: int) -> tuple[int, ...]:
    return _FITTED[canonical] + _HELD_OUT[canonical]


def _priced(operation: CatalogueEntry, dtypes: list[str]) -> dict[str, Any]:
    """Return the prices of an operation by the first of its calls that runs."""
    failed = []
    for call in operation.calls:
        try:
            prices = _prices(call, operation.size_of(call), dtypes)
        except CallError as error:
            failed.append({"call": call, "reason": str(error)})
            continue
        return {"family": operation.family, "failed": failed, **prices}
    return {"family": operation.family, "failed": failed, "call": None}


def _prices(call: str, size: int, dtypes: list[str]) -> dict[str, Any]:
    """Return the prices of a call by dtype, and how it behaves.

    Raises:
        CallError: It runs at no dtype; the reason is that of the first.
    """
    prices, reasons = {}, []
    for dtype in dtypes if is_of_a_dtype(call) else dtypes[:_ENOUGH]:
        try:
            prices[dtype] = _price(call, dtype, size)
        except CallError as error:
            reasons.append(error)
    if not prices:
        raise reasons[0]
    return {
        "call": call,
        "size": size,
        "prices": prices,
        "only_moves": only_moves(call, _FITTED[size][-2:]),
        "degree": degree(call, _FITTED[size][1]),
        "symmetry": symmetry(call, SIDE),
    }


def _price(call: str, dtype: str, size: int) -> dict[str, Any]:
    """Return the price of a call at one dtype.

    Raises:
        CallError: It cannot be run at the canonical size.
    """
    canonical = run(call, dtype, size)
    charged = {size: canonical}
    for other in _sizes(size):
        with contextlib.suppress(CallError):  # A matrix of truth values may be singular.
            charged[other] = run(call, dtype, other)
    flops = {n: each.flops for n, each in sorted(charged.items())}
    is_complete = set(_HELD_OUT[size]) <= flops.keys()
    return {
        "flops": canonical.flops,
        "formula": formula(flops, _FITTED[size]) if is_complete else "",
        "returns": canonical.dtype,
        "sizes": {n: [price, *charged[n].elements] for n, price in flops.items()},
    }
