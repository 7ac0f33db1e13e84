"""Noting the exceptions that the author's code catches and does not raise again.

Each handler of the author's tells when it begins, and when it ends by raising:

    except KeyError:            except KeyError:
        value = 0                   note that the handler has begun
                                    try:
                                        value = 0
                                    except:
                                        note that it raises after all
                                        raise

`finally` blocks that are left by ``return``, ``break`` or ``continue`` swallow too, and so do
`contextlib.suppress` and an ``__exit__`` that returns true. No frame, exception or value of the
author's is kept alive, no variable is added, and nothing moves to another line.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import errno
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType, FunctionType, TracebackType
from typing import Any

import flopscope as flops

from ..failures import text_of
from ..user_code import UserCode
from . import handlers
from .handlers import Handler, tell_handlers

#: Distinct places and kinds of exceptions that are kept; more tell nothing more.
_MOST = 200
#: What an operation that gets no memory says where it raises something else than MemoryError.
_NO_MEMORY = ("annot allocate memory", "can't start new thread")
_PLAIN = (str, int, float, bool, type(None))
#: What the author's code is spared if there is no room left to take a note.
_NO_ROOM = (RecursionError, MemoryError)

# Bound now: the author's code may rebind what a module offers.
_exception, _frame = sys.exception, sys._getframe
_Exhausted = flops.BudgetExhaustedError
_leave_suppress = contextlib.suppress.__exit__


@dataclass
class CaughtException:
    """Equal exceptions that one place of the author's code swallowed.

    Attributes:
        file: File of the handler, relative to the estimator's folder.
        line: Its line.
        raised_file: File of the author's innermost frame that the exception came through.
        raised_line: The line there.
        type: Name of the exception's class.
        message: What the first of them said.
        limit: Which limit raised it: ``"budget"``, ``"memory"`` or None.
        stage: Name of what of the estimator was being run.
        count: How many.
    """

    file: str
    line: int
    raised_file: str
    raised_line: int
    type: str
    message: str
    limit: str | None
    stage: str
    count: int = 0


class Caught:
    """Takes the notes."""

    def __init__(self, user_code: UserCode) -> None:
        self._stage = ""
        self._user_code = user_code
        self._handlers: list[Handler] = []
        self._entries: dict[tuple[object, ...], CaughtException] = {}
        #: What was noted last of a handler in a frame, by the ids of both.
        self._begun: dict[tuple[int, int], CaughtException] = {}
        #: Handlers that had no room to tell: whether they swallowed.
        self._missed: dict[int, bool] = {}

    def watch(self) -> None:
        """Be there for the handlers of transformed files, and listen to `contextlib`."""
        vars(builtins).update(
            {
                handlers.BEGUN: self._begin,
                handlers.RAISED: self._raise,
                handlers.LEFT: self._leave,
                handlers.RETURNED: self._return,
                handlers.NO_ROOM: _NO_ROOM,
                handlers.MISSED: self._missed,
            }
        )
        contextlib.suppress.__exit__ = self._suppress()  # type: ignore[method-assign]

    def transform(self, filename: str, tree: ast.Module) -> None:
        """Let the handlers of a file tell, given its tree."""
        tell_handlers(tree, lambda handler: self._number(filename, handler))

    def enter(self, stage: str) -> None:
        """Note that something else of the estimator is being run, given its name."""
        self._collect()
        self._stage = stage

    def documents(self) -> list[dict[str, Any]]:
        """Return what was swallowed, as plain data, in order of first appearance."""
        self._collect()
        return [dict(vars(entry)) for entry in list(self._entries.values()) if entry.count]

    def _number(self, filename: str, handler: Handler) -> int:
        """Return the number under which a handler tells."""
        self._handlers.append(handler._replace(filename=filename))
        return len(self._handlers) - 1

    def _collect(self) -> None:
        """Make entries of what there was no room to tell: it is what leaves no room."""
        for number, is_swallowed in list(self._missed.items()):
            handler = self._handlers[number]
            place = (self._user_code.display_name(handler.filename), handler.line)
            if is_swallowed:
                key = (self._stage, handler.filename, handler.line, RecursionError)
                self._entries[key] = CaughtException(
                    *place, *place, RecursionError.__name__, "", None, self._stage, count=1
                )
        self._missed.clear()

    def _begin(self, number: int) -> None:
        error = _exception()
        if error is not None:
            self._begun[id(_frame(1)), number] = self._note(error, self._handlers[number])

    def _raise(self, number: int) -> None:
        entry = self._begun.pop((id(_frame(1)), number), None)
        if entry is not None:
            entry.count -= 1

    def _leave(self, number: int) -> None:
        """Note that a ``finally`` block is left early, if an exception was on its way."""
        error, handler = _exception(), self._handlers[number]
        trace = None if error is None else error.__traceback__
        # One on its way came from a line of this ``try``, in this frame; one that is being
        # handled around it did not.
        if error is None or trace is None or trace.tb_frame is not _frame(1):
            return
        if handler.first <= trace.tb_lineno <= handler.last:
            self._note(error, handler)

    def _return(self, number: int, value: Any, given: Any) -> Any:
        """Note that an ``__exit__`` returns true, if it was given an exception."""
        kind = given[0] if isinstance(given, tuple) and given else given
        error = _exception()
        if kind and error is not None and type(value) in (bool, int) and value:
            self._note(error, self._handlers[number])
        return value

    def _suppress(self) -> Callable[..., bool]:
        """Return what stands in for the ``__exit__`` of `contextlib.suppress`."""
        own = contextlib.__file__

        def leave(
            manager: contextlib.suppress,
            kind: type[BaseException] | None,
            error: BaseException | None,
            trace: TracebackType | None,
        ) -> bool:
            is_swallowed = bool(_leave_suppress(manager, kind, error, trace))
            if is_swallowed and error is not None:
                frame: FrameType | None = _frame(1)
                while frame is not None and frame.f_code.co_filename == own:
                    frame = frame.f_back  # An ExitStack's.
                if frame is not None and self._user_code.owns(frame):
                    with contextlib.suppress(*_NO_ROOM):
                        line = frame.f_lineno
                        self._note(error, Handler(line, line, line, frame.f_code.co_filename))
            return is_swallowed

        return leave

    def _note(self, error: BaseException, handler: Handler) -> CaughtException:
        """Count an exception that a handler swallowed, and return its entry."""
        raised_file, raised_line = self._user_code.origin(error) or (handler.filename, handler.line)
        key = (self._stage, handler.filename, handler.line, type(error), raised_file, raised_line)
        entry = self._entries.get(key)
        if entry is None:
            entry = CaughtException(
                self._user_code.display_name(handler.filename),
                handler.line,
                self._user_code.display_name(raised_file),
                raised_line,
                type(error).__name__,
                _message(error, self._user_code),
                _limit(error),
                self._stage,
            )
            if len(self._entries) < _MOST:
                self._entries[key] = entry
        entry.count += 1
        return entry


def _message(error: BaseException, user_code: UserCode) -> str:
    """Return what an exception says, unless saying it runs code of the author's or may cost."""
    saying = type(error).__str__
    if isinstance(saying, FunctionType) and user_code.owns_file(saying.__code__.co_filename):
        return ""
    is_library = isinstance(saying, FunctionType)  # As NumPy's MemoryError has a shape and a dtype.
    is_plain = all(isinstance(part, _PLAIN) for part in error.args)
    return text_of(error) if is_library or is_plain else ""


def _limit(error: BaseException) -> str | None:
    """Return which limit an exception comes from, None if from none."""
    if isinstance(error, _Exhausted):
        return "budget"
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        return "memory"
    first = error.args[0] if error.args else None
    if isinstance(first, str) and any(words in first for words in _NO_MEMORY):
        return "memory"
    return None
