"""What goes wrong in an estimator, as one clear sentence with its file and line."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any

import flopscope as flops

from .user_code import UserCode

#: Characters of an exception's own text that a message quotes.
_QUOTED = 400
_DETAILS = 20_000
_Exhausted = flops.BudgetExhaustedError

#: Where something happened: a file relative to the estimator's folder, and a line.
Location = tuple[str | None, int | None]
NOWHERE: Location = (None, None)


class Failure(Exception):
    """An estimator did not do what a participant's estimator must.

    Attributes:
        kind: Short name of what happened, such as ``"raised"``.
        message: What happened and what to do, in a sentence or two.
        file: File it happened in, relative to the estimator's folder, or None.
        line: Line it happened on, or None.
        details: The traceback, for ``--debug``.
    """

    def __init__(
        self, kind: str, message: str, place: Location = NOWHERE, details: str | None = None
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.file, self.line = place
        self.details = details

    def document(self) -> dict[str, Any]:
        """Return the failure as plain data."""
        names = ("kind", "message", "file", "line", "details")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Stage:
    """What of an estimator is being run.

    Attributes:
        name: Name in messages.
        kind: Kind of a failure that is nothing more special.
        advice: What to do about it.
    """

    name: str
    kind: str
    advice: str = "Correct the estimator; `whestdocs profile --debug` shows the traceback."


IMPORT = Stage("The import", "import", "Correct the file and try again.")
CONSTRUCTOR = Stage("The constructor", "constructor")
SETUP = Stage("setup()", "setup")
PREDICT = Stage("predict()", "raised")


def describe(
    error: BaseException, stage: Stage, user_code: UserCode, place: Location = NOWHERE
) -> Failure:
    """Return the failure that ``error``, raised during ``stage``, amounts to.

    Args:
        error: What the author's code raised.
        stage: What was being run.
        user_code: Tells which frames are the author's.
        place: Where to look if the error did not come through any of those.
    """
    if isinstance(error, Failure):
        return error
    kind, message = _sentence(error, stage)
    details = _quietly(lambda: "".join(traceback.format_exception(error)), "")
    return Failure(kind, message, _origin(error, user_code) or place, details[-_DETAILS:])


def _sentence(error: BaseException, stage: Stage) -> tuple[str, str]:
    text = text_of(error)
    if isinstance(error, _Exhausted) and stage is PREDICT:
        return (
            "budget-exhausted",
            f"predict() exceeded the FLOP budget: {text}. In a run this network would be scored "
            "with zero predictions; spend less, starting with the most expensive line.",
        )
    if isinstance(error, MemoryError):
        reason = f": {text.removesuffix('.')}" if text else ""
        return (
            "memory",
            f"{stage.name} ran out of memory{reason}. Use smaller arrays, or allow more with "
            "--memory-limit GIB.",
        )
    if isinstance(error, SystemExit):
        code = _quietly(lambda: repr(error.code), "...")[:_QUOTED]
        return (
            "exited",
            f"{stage.name} called sys.exit({code}). Return a result or raise an error instead.",
        )
    named = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return stage.kind, f"{stage.name} raised {named.removesuffix('.')}. {stage.advice}"


def text_of(error: BaseException) -> str:
    """Return the text of an exception on one line, whatever its ``__str__`` does."""
    text = " ".join(_quietly(lambda: str(error), "(its message cannot be shown)").split())
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def _quietly(call: Callable[[], str], otherwise: str) -> str:
    """Return what ``call`` returns; it runs the author's code, which may raise anything."""
    try:
        return str(call())
    except BaseException:
        return otherwise


def _origin(error: BaseException, user_code: UserCode) -> Location | None:
    """Return file and line of the author's innermost frame that the error came through."""
    origin = user_code.origin(error)
    written = error.filename if isinstance(error, SyntaxError) else None
    # A file that does not parse is the place itself; a string passed to exec has no file.
    if isinstance(written, str) and (origin is None or user_code.is_file(written)):
        return user_code.display_name(written), error.lineno or None  # type: ignore[attr-defined]
    return origin and (user_code.display_name(origin[0]), origin[1])


def location_of(frame: FrameType | None, user_code: UserCode) -> Location:
    """Return file and line that the author's innermost frame is at right now."""
    own = user_code.innermost(frame)
    return (
        NOWHERE if own is None else (user_code.display_name(own.f_code.co_filename), own.f_lineno)
    )
