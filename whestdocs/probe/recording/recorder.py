"""The recorder: a BudgetContext that notes which source expression caused each charge.

It overrides the two public methods through which every release charges, and lets them do
their work unchanged; so neither FLOPs nor values can differ from an unrecorded run. For
each charge it keeps two integers, the place and the layer; what they mean is worked out
after the run.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable
from functools import partial
from typing import Any

import flopscope as flops

from .locator import Locator

# Bound now: the author's code may rebind what a module offers.
_frame = sys._getframe
_deduct = flops.BudgetContext.deduct
_Exhausted = flops.BudgetExhaustedError


class RecordingContext(flops.BudgetContext):  # type: ignore[misc]
    """A BudgetContext with one place and one layer for each record of its ``op_log``.

    Attributes:
        locator: Knows what the numbers of places stand for.
        places: For each charge, the number of its place.
        layers: For each charge, the layer of the network, or -1.
        refused: Number of the first place whose charge exceeded the budget, or None.
    """

    def __init__(self, flop_budget: int, locator: Locator) -> None:
        super().__init__(flop_budget=flop_budget, quiet=True)
        self.locator = locator
        self.places = array("l")
        self.layers = array("l")
        self.refused: int | None = None
        self._records = self.op_log
        self._locate = locator.locate

    def deduct(self, *args: Any, **kwargs: Any) -> Any:
        """Charge an operation whose cost is known beforehand."""
        place, layer = self._locate(_frame(1))
        return self._charge(place, layer, partial(_deduct, self), *args, **kwargs)

    def deduct_after(self, *args: Any, **kwargs: Any) -> DeferredCharge:
        """Charge an operation whose cost is known when its block ends."""
        place, layer = self._locate(_frame(1))
        timer = super().deduct_after(*args, **kwargs)
        return DeferredCharge(timer, partial(self._charge, place, layer))

    def _charge(
        self, place: int, layer: int, charge: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Let flopscope charge, and note the place of the records that it makes: one or none."""
        try:
            return charge(*args, **kwargs)
        except _Exhausted:
            self.refused = place if self.refused is None else self.refused
            raise
        finally:
            while len(self.places) < len(self._records):
                self.layers.append(layer)
                self.places.append(place)


class DeferredCharge:
    """Wraps flopscope's own deferred timer, and lets a recorder finish it.

    Operations nested in its block have noted their places by then.
    """

    def __init__(self, timer: Any, finish: Callable[..., Any]) -> None:
        """Prepare to call ``finish`` with the timer's ``__exit__`` and its arguments."""
        self._timer = timer
        self._finish = finish

    def __enter__(self) -> Any:
        return self._timer.__enter__()

    def __exit__(self, *error: Any) -> Any:
        return self._finish(self._timer.__exit__, *error)
