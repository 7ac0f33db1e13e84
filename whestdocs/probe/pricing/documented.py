"""What flopscope itself says of an operation's price, read with care: most of it is private."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import flopscope as flops

from .catalogue import registry


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
