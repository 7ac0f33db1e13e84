"""What goes wrong in an estimator, as one clear sentence with its file and line."""

from __future__ import annotations

import traceback
from types import FrameType
from typing import Any

import flopscope as flops

from .user_code import UserCode


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
        self,
        kind: str,
        message: str,
        file: str | None = None,
        line: int | None = None,
        details: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.file = file
        self.line = line
        self.details = details

    def document(self) -> dict[str, Any]:
        """Return the failure as plain data."""
        return dict(vars(self))


def describe(error: BaseException, stage: str, user_code: UserCode) -> Failure:
    """Return the failure that ``error``, raised during ``stage``, amounts to.

    Args:
        error: What the author's code raised.
        stage: What was being done: ``"import"``, ``"the constructor"``, ``"setup()"`` or
            ``"predict()"``.
        user_code: Tells which frames are the author's.
    """
    if isinstance(error, Failure):
        return error
    file, line = _origin(error, user_code)
    details = "".join(traceback.format_exception(error))
    kind, message = _sentence(error, stage)
    return Failure(kind, message, file, line, details)


def _sentence(error: BaseException, stage: str) -> tuple[str, str]:
    if isinstance(error, flops.BudgetExhaustedError):
        return (
            "budget-exhausted",
            f"{stage} exceeded the FLOP budget: {error}. In a run this network would be scored "
            "with zero predictions; spend less, starting with the dearest line.",
        )
    if isinstance(error, MemoryError):
        return (
            "memory",
            f"{stage} ran out of memory. Use smaller arrays, or allow more with "
            "--memory-limit GIB.",
        )
    if isinstance(error, SystemExit):
        return (
            "exited",
            f"{stage} called sys.exit({error.code!r}). Return a result or raise an error instead.",
        )
    text = " ".join(str(error).split())
    named = f"{type(error).__name__}: {text}" if text else type(error).__name__
    if stage == "import":
        return "import", f"The file does not import: {named}. Correct it and try again."
    kind = {"setup()": "setup", "the constructor": "constructor"}.get(stage, "raised")
    return kind, f"{stage} raised {named}. Correct the estimator; --debug shows the traceback."


def _origin(error: BaseException, user_code: UserCode) -> tuple[str | None, int | None]:
    """Return file and line of the author's innermost frame that the error came through."""
    if isinstance(error, SyntaxError) and error.filename:
        return user_code.display_name(error.filename), error.lineno
    origin: tuple[str | None, int | None] = (None, None)
    for frame, line in traceback.walk_tb(error.__traceback__):
        if user_code.owns(frame):
            origin = (user_code.display_name(frame.f_code.co_filename), line)
    return origin


def current_line(frame: FrameType | None, user_code: UserCode) -> tuple[str | None, int | None]:
    """Return file and line that the author's innermost frame is at right now."""
    while frame is not None:
        if user_code.owns(frame):
            return user_code.display_name(frame.f_code.co_filename), frame.f_lineno
        frame = frame.f_back
    return None, None
