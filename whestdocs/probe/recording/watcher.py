"""Noting what flopscope warns of while the author's code runs, and threads that it starts.

flopscope warns where an operation costs more than it need, or works otherwise for a grader. In
a probe nobody would read it.
"""

from __future__ import annotations

import sys
import threading
import warnings
from pathlib import Path
from types import FrameType
from typing import Any

import flopscope as flops

from ..failures import Location, location_of
from ..user_code import UserCode

#: Distinct warnings that are kept; more tell nothing more.
_MOST = 200
_FLOPSCOPE = str(Path(flops.__file__ or "").parent)

# Bound now: the author's code may rebind what a module offers.
_frame, _warn, _start = sys._getframe, warnings.warn, threading.Thread.start


class Watcher:
    """Takes notes of warnings and threads.

    Attributes:
        thread: Where the author's code first started a thread, or None.
    """

    def __init__(self, user_code: UserCode) -> None:
        self.thread: Location | None = None
        self._user_code = user_code
        self._warnings: dict[tuple[object, ...], dict[str, Any]] = {}

    def watch(self) -> None:
        """Start watching; the author's filters of warnings change nothing about it."""

        def start(thread: threading.Thread) -> None:
            if self.thread is None:
                place = location_of(_frame(1), self._user_code)
                self.thread = None if place[0] is None else place
            _start(thread)

        def warn(
            message: Any, category: Any = None, stacklevel: int = 1, source: Any = None, **more: Any
        ) -> None:
            caller = _frame(1)
            if caller.f_code.co_filename.startswith(_FLOPSCOPE):
                kind = type(message) if isinstance(message, Warning) else category or UserWarning
                self._note(kind.__name__, message, caller)
            _warn(message, category, stacklevel + 1, source, **more)

        threading.Thread.start = start  # type: ignore
        warnings.warn = warn

    def documents(self) -> list[dict[str, Any]]:
        """Return flopscope's warnings as plain data, in order of first appearance."""
        return list(self._warnings.values())

    def _note(self, category: str, message: object, caller: FrameType) -> None:
        """Keep the first warning of each category about each line."""
        frame = self._user_code.innermost(caller)
        # Names of files take long to work out, so that is left for what is new.
        key = (category, frame and frame.f_code.co_filename, frame and frame.f_lineno)
        if key not in self._warnings and len(self._warnings) < _MOST:
            file, line = location_of(frame, self._user_code)
            entry = {"category": category, "message": str(message), "file": file, "line": line}
            self._warnings[key] = entry
