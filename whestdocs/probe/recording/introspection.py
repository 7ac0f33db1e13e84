"""Noticing whether the author's code may look at the variables of running functions itself.

Python below 3.13 keeps one dictionary for the variables of a function and rewrites it
whenever somebody looks. Where the author's code holds that dictionary, nobody else may
look: it would see its entries change. Which frames it looks at cannot be known, nor under
which name it calls `locals`; so a single place that may look counts for the whole program.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Iterator
from types import CodeType
from typing import Any

from ..user_code import UserCode

LOOKING_IS_FREE = sys.version_info >= (3, 13)

#: Builtins that look at the variables of their caller, or hand them to other code.
_BUILTINS = frozenset({"locals", "vars", "dir", "exec", "eval"})
#: What leads to frames, to their variables or to those builtins, wherever it is a name, an
#: attribute, an import or a string, as for ``getattr``.
_ELSEWHERE = frozenset(
    {
        *("f_locals", "_getframe", "currentframe", "getargvalues", "settrace", "setprofile"),
        *("builtins", "__builtins__"),
    }
)
_NAMES = _BUILTINS | _ELSEWHERE
#: Audit events of debuggers and profilers, whoever starts them.
_TRACERS = frozenset({"sys.settrace", "sys.setprofile"})
#: Instructions that load a name; the last one in scopes of classes, since Python 3.12.
_LOADS_OF_NAMES = frozenset({"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"})


class Introspection:
    """Looks through all code of the author's before it runs.

    Attributes:
        found: The first place that may look at variables, such as
            ``"estimator.py:3 uses `locals`"``, or None.
    """

    def __init__(self, user_code: UserCode) -> None:
        self.found: str | None = None
        self._user_code = user_code

    def watch(self) -> None:
        """Start looking; Python offers no way to stop.

        An audit hook hears of every module and every string before its code runs.
        """
        if LOOKING_IS_FREE:
            return

        # A function and no method: Python hears of many events, and calls it faster.
        def notice(event: str, arguments: tuple[Any, ...]) -> None:
            if event == "exec":
                self._read(arguments[0])
            elif event in _TRACERS:
                self.found = self.found or f"the run uses `{event}`"

        sys.addaudithook(notice)

    def _read(self, code: object) -> None:
        if self.found is not None or not isinstance(code, CodeType):
            return
        if self._user_code.owns_file(code.co_filename):
            found = min(((line, name) for name, line in looks_at_variables(code)), default=None)
            if found is not None:
                file = self._user_code.display_name(code.co_filename)
                self.found = f"{file}:{found[0]} uses `{found[1]}`"


def looks_at_variables(code: CodeType) -> Iterator[tuple[str, int]]:
    """Yield (name, line) of what in a module or a string may look at variables.

    A name that the module binds itself is its own and means something else.
    """
    parts = [part for part in _parts(code) if not _NAMES.isdisjoint(_mentioned(part))]
    names = {name for part in parts for name in _bound(part, "STORE_GLOBAL")}
    names |= _bound(code, "STORE_NAME")
    attributes = {name for part in parts for name in _bound(part, "STORE_ATTR")}
    for part in parts:
        own = names | _bound(part, "STORE_NAME")
        for constant in _ELSEWHERE.intersection(_strings(part)):
            yield constant, part.co_firstlineno
        for step in _of_names(part):
            name, operation = step.argval, step.opname
            line = (step.positions and step.positions.lineno) or part.co_firstlineno
            if operation.startswith("IMPORT"):
                if not _ELSEWHERE.isdisjoint(name.split(".")):
                    yield name, line
            elif operation in _LOADS_OF_NAMES:
                if name in _NAMES and name not in own:
                    yield name, line
            elif operation.startswith("LOAD") and name in _ELSEWHERE - attributes:
                yield name, line


def _parts(code: CodeType) -> Iterator[CodeType]:
    """Yield a code object and those of all functions and classes in it."""
    waiting = [code]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(constant for constant in part.co_consts if isinstance(constant, CodeType))


def _strings(code: CodeType) -> set[str]:
    return {constant for constant in code.co_consts if isinstance(constant, str)}


def _mentioned(code: CodeType) -> set[str]:
    """Return every name in a code object, and its strings."""
    return _strings(code).union(*(name.split(".") for name in code.co_names))


def _of_names(code: CodeType) -> Iterator[dis.Instruction]:
    """Yield the instructions that bind or load a name or an attribute."""
    return (step for step in dis.get_instructions(code) if step.opcode in dis.hasname)


def _bound(code: CodeType, operation: str) -> set[str]:
    return {step.argval for step in _of_names(code) if step.opname == operation}
