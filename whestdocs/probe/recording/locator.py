"""Finding out at a charge: the author's innermost expression, and the layer it works on.

All of it happens while the author's code stands still in a call, a few microseconds for
each counted operation, and leaves no trace in that code.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from ..user_code import UserCode
from .introspection import LOOKING_IS_FREE, Introspection
from .layers import Clue

#: A place in the author's code: a code object and the offset of an instruction in it.
Place = tuple[CodeType, int]

_OPTIMIZED = 0x1  # inspect.CO_OPTIMIZED: the variables of a function, not of a module.

#: Frames outwards that are looked at for the layer. A deep recursion has more.
_FRAMES = 100


class Locator:
    """Finds where in the author's code a charge was made, and on which layer.

    Attributes:
        places: The distinct places, in order of their first charge.
    """

    def __init__(
        self,
        network: Any,
        driver: CodeType,
        user_code: UserCode,
        introspection: Introspection,
        clues: Callable[[str, int], tuple[Clue, ...]],
    ) -> None:
        """Prepare to locate charges.

        Args:
            network: What predict() works on, with its `weights`.
            driver: Code of the function that calls predict().
            user_code: Tells which frames are the author's.
            introspection: Tells whether the author's code looks at variables itself.
            clues: Given a file and a line, returns which variables may tell the layer.
        """
        self.places: list[Place] = []
        self._numbers: dict[tuple[object, ...], int] = {}
        self._clues_at: list[tuple[Clue, ...]] = []
        self._clues = clues
        self._driver = driver
        self._user_code = user_code
        self._introspection = introspection
        self._known = user_code.known
        self._network = network
        self._weights = list(network.weights)  # Keeps them alive, so that no id is reused.
        self._layers = {id(weight): layer for layer, weight in enumerate(self._weights)}

    def locate(self, frame: FrameType) -> tuple[int, int]:
        """Return (number of the place, layer or -1) of a charge made from ``frame``."""
        # This runs once for each operation: the usual case first, and nothing twice.
        known, inner = self._known, frame
        code = frame.f_code
        mine = known.get(code.co_filename)
        while not mine:
            if mine is None and self._user_code.owns(frame):
                break
            outer = frame.f_back
            if outer is None or code is self._driver:
                # A predict() inherited from a library has no frame of the author's; its
                # outermost frame stands for it.
                return self._place(inner), -1
            inner, frame = frame, outer
            code = frame.f_code
            mine = known.get(code.co_filename)
        # Code objects hash slowly; `places` keeps them alive, so their id will do.
        place = self._numbers.get((id(code), frame.f_lasti))
        if place is None:
            place = self._place(frame)
        if self._introspection.found is not None:
            return place, -1
        clues = self._clues_at[place]
        layer = self._layer(frame, clues) if clues else -1
        return place, layer if layer >= 0 else self._layer_around(frame)

    def _layer_around(self, frame: FrameType) -> int:
        """Return the layer that the author's functions around ``frame`` work on, or -1."""
        around = frame.f_back
        for _ in range(_FRAMES):
            if around is None or around.f_code is self._driver:
                break
            if self._user_code.owns(around):
                clues = self._clues_at[self._place(around)]
                layer = self._layer(around, clues) if clues else -1
                if layer >= 0:
                    return layer
            around = around.f_back
        return -1

    def _place(self, frame: FrameType) -> int:
        """Return the number of a frame's place; for a new one, find out what tells its layer.

        Code from strings may be compiled anew each time; only the first of equal copies is
        kept.
        """
        code, offset = frame.f_code, frame.f_lasti
        key: tuple[object, ...] = (id(code), offset)
        if code.co_filename.startswith("<"):
            key = (code.co_filename, code, code.co_linetable, offset)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.places)
            self.places.append((code, offset))
            # Those of a module or a class body are its namespace itself.
            readable = code.co_flags & _OPTIMIZED
            clues = self._clues(code.co_filename, frame.f_lineno) if readable else ()
            self._clues_at.append(clues)
        return number

    def _layer(self, frame: FrameType, clues: tuple[Clue, ...]) -> int:
        """Return the layer that ``frame`` works on, -1 if its variables do not tell."""
        variables, layers = frame.f_locals, self._layers
        try:
            for clue in clues:
                layer = layers.get(id(variables.get(clue[0])))
                if layer is not None:
                    return layer
            for clue in clues:
                layer = self._indirect(variables, clue)
                if layer >= 0:
                    return layer
            return -1
        finally:
            if not LOOKING_IS_FREE:
                variables.clear()  # Else this snapshot would keep the author's arrays alive.

    def _indirect(self, variables: Any, clue: Clue) -> int:
        """Return the layer that a counter or an element of a list tells, or -1."""
        depth = len(self._weights)
        value = variables.get(clue.name)
        if clue.container:
            container = variables.get(clue.container)
            if isinstance(container, (list, tuple)) and len(container) == depth:
                found = [i for i, item in enumerate(container) if item is value]
                return found[0] if len(found) == 1 else -1
        if clue.shift is None or variables.get(clue.network) is not self._network:
            return -1
        if not clue.name:
            return clue.shift % depth if -depth <= clue.shift < depth else -1
        if type(value) is not int:
            return -1
        layer = value + clue.shift
        return layer if 0 <= layer < depth else -1
