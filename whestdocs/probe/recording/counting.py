"""Counting what one call spends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import flopscope as flops

#: A budget that nothing exceeds.
UNLIMITED = 2**62
#: Bound before the author's code, which may give flopscope's name another meaning.
_BudgetContext = flops.BudgetContext


class Counted(NamedTuple):
    """What a call returned, its FLOPs, and how many operations were charged."""

    result: Any
    flops: int
    operations: int


def counted(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Counted:
    """Make a call inside a budget of its own."""
    with _BudgetContext(flop_budget=UNLIMITED, quiet=True) as context:
        result = call(*args, **kwargs)
    return Counted(result, int(context.flops_used), len(context.op_log))
