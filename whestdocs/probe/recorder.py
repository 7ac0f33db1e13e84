"""The recorder: a BudgetContext that notes which source expression caused each charge.

It overrides the two public methods through which every release charges, and lets them do
their work unchanged; so neither FLOPs nor values can differ from an unrecorded run. For
each charge it keeps the code object and the instruction offset of the author's innermost
frame (two integers), and turns them into lines and columns only at the end.
"""

from __future__ import annotations

import sys
from array import array
from types import CodeType, FrameType, TracebackType
from typing import Any

import flopscope as flops

from .user_code import UserCode

#: A place in the author's code: a code object and the offset of an instruction in it.
Place = tuple[CodeType, int]


class PlaceTable:
    """Gives each distinct place a small number, so that a charge costs a few bytes."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self._numbers: dict[tuple[int, int], int] = {}

    def number(self, code: CodeType, offset: int) -> int:
        """Return the number of this place, giving it one on its first visit."""
        # Code objects hash slowly; they are kept alive in `places`, so their id is enough.
        key = (id(code), offset)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.places)
            self.places.append((code, offset))
        return number


class RecordingContext(flops.BudgetContext):  # type: ignore[misc]
    """A BudgetContext with one place for each record of its ``op_log``.

    Attributes:
        place_table: The distinct places.
        places: For each charge, the number of its place.
        sightings: For each charge, the index into ``distinct_sightings``, or -1.
        distinct_sightings: Where a weight matrix stood in a local variable at a charge:
            (number of that frame's place, variable name, layer). They tell which layer
            of the network the code was working on.
        refused: Number of the place whose charge exceeded the budget, or None.
    """

    def __init__(self, flop_budget: int, weights: list[Any], user_code: UserCode) -> None:
        super().__init__(flop_budget=flop_budget, quiet=True)
        self.place_table = PlaceTable()
        self.places = array("l")
        self.sightings = array("l")
        self.distinct_sightings: list[tuple[int, str, int]] = []
        self.refused: int | None = None
        self._sighting_numbers: dict[tuple[int, str, int], int] = {}
        self._user_code = user_code
        self._layers = {id(weight): layer for layer, weight in enumerate(weights)}

    def deduct(self, *args: Any, **kwargs: Any) -> Any:
        """Charge an operation whose cost is known beforehand."""
        before = len(self.op_log)
        place, sighting = self._look_around(sys._getframe(1))
        try:
            return super().deduct(*args, **kwargs)
        except flops.BudgetExhaustedError:
            self.refused = place
            raise
        finally:
            self._file(before, place, sighting)

    def deduct_after(self, *args: Any, **kwargs: Any) -> _DeferredCharge:
        """Charge an operation whose cost is known when its block ends."""
        place, sighting = self._look_around(sys._getframe(1))
        timer = super().deduct_after(*args, **kwargs)
        return _DeferredCharge(self, timer, place, sighting)

    def _file(self, before: int, place: int, sighting: int) -> None:
        """Note the place of the charge made since the log had ``before`` records, if any."""
        if len(self.op_log) > before:
            self.places.append(place)
            self.sightings.append(sighting)

    def _look_around(self, frame: FrameType | None) -> tuple[int, int]:
        """Return the place of the author's innermost frame and the layer it works on.

        A predict() inherited from a library has no frame of the author's; its outermost
        frame (the last one before the probe's own) then stands for it.
        """
        place: int | None = None
        outermost: FrameType | None = None
        while frame is not None and frame.f_globals.get("__name__") != _DRIVER:
            outermost = frame
            if self._user_code.owns(frame):
                here = self.place_table.number(frame.f_code, frame.f_lasti)
                place = here if place is None else place
                sighting = self._sight(frame, here)
                if sighting >= 0:
                    return place, sighting
            frame = frame.f_back
        if place is None:
            assert outermost is not None
            place = self.place_table.number(outermost.f_code, outermost.f_lasti)
        return place, -1

    def _sight(self, frame: FrameType, here: int) -> int:
        """Return the number of the sighting if a local variable holds a weight matrix.

        Of several the last counts: locals come in order of first use, and a variable
        that a loop sets comes after one that was set before the loop.
        """
        layers = self._layers
        found: tuple[str, int] | None = None
        for name, value in frame.f_locals.items():
            layer = layers.get(id(value))
            if layer is not None:
                found = name, layer
        return -1 if found is None else self._sighting_number(here, *found)

    def _sighting_number(self, here: int, name: str, layer: int) -> int:
        key = (here, name, layer)
        number = self._sighting_numbers.get(key)
        if number is None:
            number = self._sighting_numbers[key] = len(self.distinct_sightings)
            self.distinct_sightings.append(key)
        return number


class _DeferredCharge:
    """Wraps flopscope's own deferred timer and notes the place when it has charged."""

    def __init__(self, context: RecordingContext, timer: Any, place: int, sighting: int) -> None:
        self._context = context
        self._timer = timer
        self._place = place
        self._sighting = sighting

    def __enter__(self) -> Any:
        return self._timer.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> Any:
        # Operations nested in the block have filed themselves; at most one record follows.
        before = len(self._context.op_log)
        try:
            return self._timer.__exit__(kind, error, trace)
        except flops.BudgetExhaustedError:
            self._context.refused = self._place
            raise
        finally:
            self._context._file(before, self._place, self._sighting)


#: Module whose frame encloses the estimator's: the walk outwards ends there.
_DRIVER = "whestdocs.probe.prediction"
