"""The recorder: a BudgetContext that notes which source expression caused each charge.

It overrides the two public methods through which every release charges, and lets them do
their work unchanged; so neither FLOPs nor values can differ from an unrecorded run. For
each charge it keeps two integers, the place and the layer; what they mean is worked out
after the run.
"""

from __future__ import annotations

import sys
from array import array
from types import TracebackType
from typing import Any

import flopscope as flops

from .lookout import Lookout

# Bound now: the author's code may rebind what a module offers.
_frame = sys._getframe
_deduct = flops.BudgetContext.deduct
_Exhausted = flops.BudgetExhaustedError


class RecordingContext(flops.BudgetContext):  # type: ignore[misc]
    """A BudgetContext with one place and one layer for each record of its ``op_log``.

    Attributes:
        lookout: Knows what the numbers of places stand for.
        places: For each charge, the number of its place.
        layers: For each charge, the layer of the network, or -1.
        refused: Number of the first place whose charge exceeded the budget, or None.
    """

    def __init__(self, flop_budget: int, lookout: Lookout) -> None:
        super().__init__(flop_budget=flop_budget, quiet=True)
        self.lookout = lookout
        self.places = array("l")
        self.layers = array("l")
        self.refused: int | None = None
        self._records = self.op_log
        self._look_around = lookout.look_around

    def deduct(self, *args: Any, **kwargs: Any) -> Any:
        """Charge an operation whose cost is known beforehand."""
        place, layer = self._look_around(_frame(1))
        try:
            return _deduct(self, *args, **kwargs)
        except _Exhausted:
            self._refuse(place)
            raise
        finally:
            self._file(place, layer)

    def deduct_after(self, *args: Any, **kwargs: Any) -> _DeferredCharge:
        """Charge an operation whose cost is known when its block ends."""
        place, layer = self._look_around(_frame(1))
        return _DeferredCharge(self, super().deduct_after(*args, **kwargs), place, layer)

    def _file(self, place: int, layer: int) -> None:
        """Note place and layer of the records made since the last call: one or none."""
        while len(self.places) < len(self._records):
            self.layers.append(layer)
            self.places.append(place)

    def _refuse(self, place: int) -> None:
        if self.refused is None:
            self.refused = place


class _DeferredCharge:
    """Wraps flopscope's own deferred timer and notes the place when it has charged.

    Operations nested in its block have noted theirs by then.
    """

    def __init__(self, context: RecordingContext, timer: Any, place: int, layer: int) -> None:
        self._context = context
        self._timer = timer
        self._place = place
        self._layer = layer

    def __enter__(self) -> Any:
        return self._timer.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> Any:
        try:
            return self._timer.__exit__(kind, error, trace)
        except _Exhausted:
            self._context._refuse(self._place)
            raise
        finally:
            self._context._file(self._place, self._layer)
